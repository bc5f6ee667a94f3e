import Foundation
import Kernel
import Logging
import Storage
import Timekeeping
import Web

/// What the commands share.
enum Command {
    /// The settings, or one clear line on standard error and exit status 2.
    static func settings(_ flags: [String]) async throws -> Settings {
        do { return try await Settings.load(flags) } catch let fault as SettingFault { fail(fault.description) }
    }

    static func fail(_ line: String) -> Never {
        Output.write(Array("daybook: \(line)\n".utf8), to: STDERR_FILENO)
        exit(2)
    }

    /// Runs `body`; what people can do something about is told in one line.
    static func reporting(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let fault as StorageFault {
            fail(fault.description)
        } catch let fault as SettingFault {
            fail(fault.description)
        }
    }

    static func logger(_ settings: Settings) -> Logger {
        let level = Logger.Level(rawValue: settings[.logLevel] ?? "info") ?? .info
        return Logger(label: "daybook") { JSONLog(label: $0, level: level) }
    }

    /// The house without doors, for commands that work on its database.
    static func composition(_ settings: Settings) async throws -> Composition {
        let store = try Composition.store(settings, clock: .system)
        return try await Composition(settings, store: store, baseURL: settings.address, log: logger(settings))
    }
}
