import Kernel

/// A file that came with a form.
package struct UploadedFile: Sendable, Equatable {
    /// What the visitor's computer calls it: shown at most, never a path of ours.
    package let name: String
    package let bytes: [UInt8]
}

/// The parts of a form with files (RFC 7578), read strictly: what no browser sends is refused.
struct Multipart: Equatable {
    private(set) var texts: [String: String] = [:]
    private(set) var files: [String: UploadedFile] = [:]

    static let partsMost = 20
    /// Bytes of one part's header, and of all texts together.
    static let headerBytesMost = 1_024
    static let textBytesMost = 65_536

    /// - Parameter contentType: the request's header, which names the boundary.
    /// Throws `Problem` 400 `unreadable_form`. Each byte is looked at a bounded number of times.
    init(_ body: [UInt8], contentType: String) throws(Problem) {
        guard let boundary = Self.boundary(contentType) else { throw Self.unreadable }
        var rest = ByteCursor(body)
        guard rest.skip("--" + boundary) else { throw Self.unreadable }
        let end = Array("\r\n--\(boundary)".utf8)
        var (parts, textBytes) = (0, 0)
        while !rest.skip("--") {
            parts += 1
            guard parts <= Self.partsMost, rest.skip("\r\n"),
                let header = rest.take(until: Array("\r\n\r\n".utf8), most: Self.headerBytesMost),
                let part = PartHeader(header), let bytes = rest.take(until: end, most: body.count)
            else { throw Self.unreadable }
            if part.filename == nil { textBytes += bytes.count }
            guard textBytes <= Self.textBytesMost, add(part, Array(bytes)) else { throw Self.unreadable }
        }
        _ = rest.skip("\r\n")
        guard rest.isAtEnd else { throw Self.unreadable }
    }

    private static var unreadable: Problem { Problem(400, "unreadable_form") }

    /// Texts of one name are put on lines of their own, as in `Encoding.pairs`; a name has one file. A field where none was chosen
    /// sends a file without name and content.
    private mutating func add(_ part: PartHeader, _ bytes: [UInt8]) -> Bool {
        guard let filename = part.filename else {
            guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else { return false }
            texts[part.name] = texts[part.name].map { "\($0)\n\(text)" } ?? text
            return true
        }
        if filename.isEmpty && bytes.isEmpty { return true }
        guard files[part.name] == nil else { return false }
        files[part.name] = UploadedFile(name: filename, bytes: bytes)
        return true
    }

    /// 1 to 70 of the characters that RFC 2046 allows.
    static func boundary(_ contentType: String) -> String? {
        for part in contentType.split(separator: ";").dropFirst() {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                String($0).trimmed
            }
            guard sides.count == 2, sides[0].lowercased() == "boundary" else { continue }
            let isQuoted = sides[1].count >= 2 && sides[1].hasPrefix("\"") && sides[1].hasSuffix("\"")
            let text = isQuoted ? String(sides[1].dropFirst().dropLast()) : sides[1]
            let isFit = text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "'()+_,-./:=? ".utf8.contains(byte)
            }
            return isFit && (1...70).contains(text.utf8.count) && !text.hasSuffix(" ") ? text : nil
        }
        return nil
    }
}

/// What a part's header says: its field and, for a file, the file's name.
private struct PartHeader {
    let name: String
    let filename: String?

    init?(_ bytes: ArraySlice<UInt8>) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var found: String?
        for line in text.split(separator: "\r\n") {
            let sides = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2, !sides[1].contains(where: \.isNewline) else { return nil }
            guard sides[0].lowercased() == "content-disposition" else { continue }
            guard found == nil else { return nil }
            found = sides[1].trimmed
        }
        guard let found, let values = Self.values(found), let name = values["name"], !name.isEmpty else { return nil }
        self.name = name
        filename = values["filename"]
    }

    /// `form-data; name="photo"; filename="a.jpg"`: every value is quoted, and a quote inside is `%22`.
    private static func values(_ text: String) -> [String: String]? {
        var rest = text[...]
        guard rest.hasPrefix("form-data") else { return nil }
        rest = rest.dropFirst("form-data".count)
        var values: [String: String] = [:]
        while !rest.isEmpty {
            guard rest.first == ";" else { return nil }
            rest = rest.dropFirst().drop { $0 == " " }
            guard let equals = rest.firstIndex(of: "="), rest[equals...].hasPrefix("=\"") else { return nil }
            let name = String(rest[..<equals])
            let value = rest[equals...].dropFirst(2)
            guard let quote = value.firstIndex(of: "\""), values[name] == nil else { return nil }
            values[name] = String(value[..<quote])
            rest = value[quote...].dropFirst()
        }
        return values
    }
}

/// A place in bytes that only moves on.
private struct ByteCursor {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    /// Moves behind `text` if it stands here.
    mutating func skip(_ text: String) -> Bool {
        guard bytes[at...].starts(with: text.utf8) else { return false }
        at += text.utf8.count
        return true
    }

    /// What stands before the next `mark`, at most `most` bytes; moves behind the mark. A boundary's first byte, a return, is not in
    /// it again, so a try that fails has looked at no byte that another try compares.
    mutating func take(until mark: [UInt8], most: Int) -> ArraySlice<UInt8>? {
        let (start, last) = (at, min(bytes.count, at + most + mark.count) - mark.count)
        let found = bytes.withUnsafeBufferPointer { bytes -> Int? in
            var index = start
            while index <= last {
                if bytes[index] == mark[0] && Self.stands(mark, bytes, index) { return index }
                index += 1
            }
            return nil
        }
        guard let found else { return nil }
        at = found + mark.count
        return bytes[start..<found]
    }

    private static func stands(_ mark: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        var offset = 1
        while offset < mark.count {
            if bytes[index + offset] != mark[offset] { return false }
            offset += 1
        }
        return true
    }
}
