import Kernel
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
            // `\x0aff`, as bytea reads it.
            case .bytes(let some): append("\\x\(some.hexadecimal)")
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

    private mutating func append(_ text: String) {
        starts.append(bytes.count)
        bytes.append(contentsOf: text.utf8)
        bytes.append(0)
    }
}
