import Foundation

/// A name to log in by, made from what people are called.
enum Username {
    static let lengthMost = 30

    /// `Iñigo Ortiz-López` → `inigo.ortiz-lopez`. Falls back on the address, then on `user`.
    static func make(_ name: String?, _ email: String) -> String {
        let address = email.prefix { $0 != "@" }
        return [name ?? "", String(address)].lazy.map(plain).first { $0.count >= 3 } ?? "user"
    }

    /// The `number`th try: the name itself, then with a number behind it.
    static func candidate(_ name: String, _ number: Int) -> String { number == 1 ? name : "\(name)\(number)" }

    private static func plain(_ text: String) -> String {
        let folded = text.prefix(200).folding(
            options: [.diacriticInsensitive, .widthInsensitive], locale: Locale(identifier: "en_US_POSIX"))
        var plain = ""
        for character in folded.lowercased() {
            if character.isASCII, character.isLetter || character.isNumber {
                plain.append(character)
            } else if let last = plain.last, last != ".", last != "-" {
                plain.append(character == "-" ? "-" : ".")
            }
        }
        let short = plain.prefix(lengthMost)
        return String(short.reversed().drop { $0 == "." || $0 == "-" }.reversed())
    }
}
