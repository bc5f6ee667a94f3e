import ArgumentParser
import Storage
import Timekeeping

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database forward and stop.")
    @Argument(parsing: .captureForPassthrough) var flags: [String] = []

    func run() async throws {
        let settings = try await Command.settings(flags)
        try await Command.reporting {
            let store = try Composition.store(settings, clock: .system)
            let applied = try await Migrator(store, Composition.migrations).run()
            print(applied.isEmpty ? "Nothing to do." : applied.map { "Applied: \($0)" }.joined(separator: "\n"))
            await store.close()
        }
    }
}
