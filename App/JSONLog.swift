import Foundation
import Kernel
import Logging
import Web

/// Logs as one JSON object a line, on standard error.
struct JSONLog: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    private let label: String

    init(label: String, level: Logger.Level) {
        self.label = label
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        var members: [JSON.Member] = [
            .init("time", .string(now.rfc3339)), .init("level", .string(event.level.rawValue)),
            .init("source", .string(label)),
            .init("message", .string("\(event.message)")),
        ]
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        members += all.sorted { $0.key < $1.key }.map { .init($0.key, .string("\($0.value)")) }
        Output.write(JSON.object(members).bytes + [0x0A], to: STDERR_FILENO)
    }
}
