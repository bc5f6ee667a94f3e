import ArgumentParser
import Foundation
import Kernel
import Mail
import Storage
import Timekeeping

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the settings, secrets masked, and whether everything can be reached.")
    @Argument(parsing: .captureForPassthrough) var flags: [String] = []

    func run() async throws {
        let settings = try await Command.settings(flags)
        print(settings.printed)
        print("")
        try await Command.reporting {
            let store = try Composition.store(settings, clock: .system)
            try await store.ping()
            let pending = try await Migrator(store, Composition.migrations).pending()
            print(
                "database: reached; \(pending.isEmpty ? "up to date" : "\(pending.count) steps to apply: daybook migrate")"
            )
            await store.close()
        }
        print(
            "time zones: \(Zones.system.names.count) known; Europe/Madrid \(Zones.system.zone("Europe/Madrid") == nil ? "MISSING" : "found")"
        )
        print(
            "mail: \(settings.smtp.map { "by \($0.host):\($0.port)" } ?? "stays in the outbox; set SMTP_HOST to send")")
        print(try settings.printedProviders())
        print("links begin with \(settings.address)")
    }
}
