/// Reads ASCII from the front of a text, one field at a time. A failed read ends the parse.
struct Scanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// A number of exactly `count` ASCII digits; `count` is at most 18.
    mutating func number(digits count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// The next character when it is an ASCII digit.
    mutating func digit() -> Int? {
        guard let byte = rest.first, (48...57).contains(byte) else { return nil }
        rest.removeFirst()
        return Int(byte) - 48
    }

    /// Takes `character` when it comes next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, UInt32(byte) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    /// The longest run, perhaps empty, of ASCII bytes that satisfy `isWanted`.
    mutating func run(_ isWanted: (UInt8) -> Bool) -> String {
        let run = rest.prefix { $0 < 128 && isWanted($0) }
        rest.removeFirst(run.count)
        return String(decoding: run, as: UTF8.self)
    }

    /// The longest run, perhaps empty, of ASCII digits.
    mutating func digits() -> String {
        run { (48...57).contains($0) }
    }
}
