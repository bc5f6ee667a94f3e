import ArgumentParser
import House
import Identity
import Kernel
import Storage

struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keys of this installation.", subcommands: [RotateKeys.self])
}

struct RotateKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract:
            "Make new keys for tokens, links and stored secrets. --now ends every access token, --links every link that is out."
    )
    @Argument(parsing: .captureForPassthrough) var flags: [String] = []

    func run() async throws {
        let isNow = flags.contains("--now")
        let endsLinks = flags.contains("--links")
        let settings = try await Command.settings(flags.filter { !["--now", "--links"].contains($0) })
        try await Command.reporting {
            let composition = try await Command.composition(settings)
            let written = try await composition.house.store.write { db in
                try composition.identity.rotateKeys(endingTokens: isNow, endingLinks: endsLinks, in: db)
            }
            try await SigningKeys.sweep(composition.house.store)
            print("New keys are in use within seconds, on every node. Stored secrets written anew: \(written).")
            print(
                isNow
                    ? "Access tokens that were out no longer hold; refresh tokens do."
                    : "Access tokens that are out hold until they expire, 15 minutes at most.")
            print(
                endsLinks
                    ? "Links in mails that were out no longer hold."
                    : "Links in mails that are out hold as long as ever.")
            await composition.house.store.close()
        }
    }
}
