import Foundation

extension Pipe {
    /// The first line of what a program writes. A signal that comes in between is no reason to give up, as it is to `availableData`.
    package func firstLine() -> String { read(until: { $0.last == 0x0A }) }

    /// All that a program writes.
    package func everything() -> String { read(until: { _ in false }) }

    private func read(until isEnough: ([UInt8]) -> Bool) -> String {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4_096)
        while !isEnough(bytes) {
            let count = Foundation.read(fileHandleForReading.fileDescriptor, &part, part.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += part.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
