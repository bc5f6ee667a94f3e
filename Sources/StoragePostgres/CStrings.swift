import Storage

/// Strings laid out for a C function: one buffer of bytes, each ended by NUL, and a pointer to each.
struct CStrings {
    private var bytes: [UInt8] = []
    /// Where each string starts; nil is a null pointer.
    private var starts: [Int?] = []

    init(_ texts: [String]) {
        for text in texts { append(text) }
        starts.append(nil)
    }

    /// Values in PostgreSQL's text format.
    init(_ values: [Value]) {
        starts.reserveCapacity(values.count)
        for value in values {
            switch value {
            case .null: starts.append(nil)
            case .integer(let number): append(String(number))
            case .text(let text): append(text)
            case .bytes(let some): append(hex: some)
            }
        }
    }

    /// Calls `body` with the pointers, which live as long as the call.
    func withPointers<T>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> T) -> T {
        bytes.withUnsafeBytes { buffer in
            let base = buffer.bindMemory(to: CChar.self).baseAddress
            let pointers = starts.map { start in start.flatMap { base?.advanced(by: $0) } }
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }

    /// `\x0aff`, as bytea reads it.
    private mutating func append(hex some: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        starts.append(bytes.count)
        bytes.reserveCapacity(bytes.count + 2 * some.count + 3)
        bytes.append(contentsOf: "\\x".utf8)
        for byte in some {
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
        bytes.append(0)
    }

    private mutating func append(_ text: String) {
        starts.append(bytes.count)
        bytes.append(contentsOf: text.utf8)
        bytes.append(0)
    }
}
