import ArgumentParser
import House
import Identity
import Storage

struct DropFactor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop-factor",
        abstract:
            "Take away the second factor of somebody who has lost app and recovery codes: daybook drop-factor USERNAME. Make sure who asks."
    )
    @Argument var username: String
    @Argument(parsing: .captureForPassthrough) var flags: [String] = []

    func run() async throws {
        let settings = try await Command.settings(flags)
        try await Command.reporting {
            let composition = try await Command.composition(settings)
            guard try await composition.identity.dropSecondFactor(of: username) else {
                Command.fail("nobody called \(username) has a second factor")
            }
            print("The second factor of \(username) is off. A mail tells them.")
            await composition.house.store.close()
        }
    }
}
