/// Why a text is not acceptable JSON; the offset is in bytes.
package struct JSONFault: Error, Equatable {
    package let reason: String
    package let offset: Int
}

extension JSON {
    /// Parses RFC 8259 text. Refused: nesting beyond `depth`, doubled member names, broken UTF-8 or surrogates, anything after the
    /// value. Time and memory are linear in the text.
    package static func parse(_ bytes: [UInt8], depth: Int = 16) throws(JSONFault) -> JSON {
        var parser = JSONParser(bytes)
        parser.skipSpace()
        let value = try parser.value(depth: depth)
        parser.skipSpace()
        guard parser.atEnd else { throw parser.fault("unexpected text after the value") }
        return value
    }
}

private struct JSONParser {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var atEnd: Bool { at == bytes.count }
    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    func fault(_ reason: String) -> JSONFault { JSONFault(reason: reason, offset: at) }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    mutating func value(depth: Int) throws(JSONFault) -> JSON {
        guard depth > 0 else { throw fault("nested too deeply") }
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth - 1)
        case UInt8(ascii: "["): return try array(depth: depth - 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSON) throws(JSONFault) -> JSON {
        let length = text.utf8CodeUnitCount
        guard at + length <= bytes.count, bytes[at..<at + length].elementsEqual(text.description.utf8) else {
            throw fault("unknown word")
        }
        at += length
        return value
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSON {
        at += 1
        var members: [JSON.Member] = []
        var names: Set<String> = []
        skipSpace()
        if next == UInt8(ascii: "}") { at += 1; return .object([]) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fault("a member's name was expected") }
            let name = try string()
            guard names.insert(name).inserted else { throw fault("the member \(name.prefix(40)) is there twice") }
            skipSpace()
            guard next == UInt8(ascii: ":") else { throw fault("a colon was expected") }
            at += 1
            skipSpace()
            members.append(JSON.Member(name, try value(depth: depth)))
            skipSpace()
            if try endOrComma(UInt8(ascii: "}")) { return .object(members) }
        }
    }

    private mutating func array(depth: Int) throws(JSONFault) -> JSON {
        at += 1
        var values: [JSON] = []
        skipSpace()
        if next == UInt8(ascii: "]") { at += 1; return .array([]) }
        while true {
            skipSpace()
            values.append(try value(depth: depth))
            skipSpace()
            if try endOrComma(UInt8(ascii: "]")) { return .array(values) }
        }
    }

    private mutating func endOrComma(_ end: UInt8) throws(JSONFault) -> Bool {
        guard let byte = next, byte == end || byte == UInt8(ascii: ",") else {
            throw fault("a comma or an end was expected")
        }
        at += 1
        return byte == end
    }

    private mutating func string() throws(JSONFault) -> String {
        at += 1
        var content: [UInt8] = []
        // Where the bytes begin that are taken as they are.
        var start = at
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                content += bytes[start..<at]
                at += 1
                guard let text = String(validating: content, as: UTF8.self) else { throw fault("broken UTF-8") }
                return text
            case UInt8(ascii: "\\"):
                content += bytes[start..<at]
                try escape(into: &content)
                start = at
            case 0..<0x20: throw fault("a control character in a string")
            default: at += 1
            }
        }
        throw fault("a string without an end")
    }

    private mutating func escape(into content: inout [UInt8]) throws(JSONFault) {
        guard at + 1 < bytes.count else { throw fault("a string without an end") }
        let mark = bytes[at + 1]
        at += 2
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(mark)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: Array(String(Character(try scalar())).utf8))
        default: throw fault("an unknown escape")
        }
    }

    private mutating func scalar() throws(JSONFault) -> Unicode.Scalar {
        let first = try hex()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
            bytes[at + 1] == UInt8(ascii: "u")
        else { throw fault("half a surrogate pair") }
        at += 2
        let second = try hex()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw fault("half a surrogate pair") }
        return scalar
    }

    private mutating func hex() throws(JSONFault) -> UInt32 {
        guard at + 4 <= bytes.count else { throw fault("a short escape") }
        var value: UInt32 = 0
        for byte in bytes[at..<at + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("an escape without digits")
            }
            value = value << 4 | UInt32(digit)
        }
        at += 4
        return value
    }

    private mutating func number() throws(JSONFault) -> JSON {
        let start = at
        if next == UInt8(ascii: "-") { at += 1 }
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[at - whole] != UInt8(ascii: "0") else {
            throw fault("a value was expected")
        }
        var isWhole = true
        if next == UInt8(ascii: ".") {
            at += 1
            isWhole = false
            guard digits() > 0 else { throw fault("digits were expected") }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            at += 1
            isWhole = false
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
            guard digits() > 0 else { throw fault("digits were expected") }
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        guard isWhole, let integer = Int64(text) else { return .fraction(text) }
        return .integer(integer)
    }

    private mutating func digits() -> Int {
        let start = at
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { at += 1 }
        return at - start
    }
}
