import ArgumentParser
import Foundation
import House
import Identity
import Kernel
import Storage
import Web

struct Admin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Make the first admin, or give it a new link to set its password: daybook admin --admin-email=… --admin-username=…"
    )
    @Argument(parsing: .captureForPassthrough) var flags: [String] = []

    func run() async throws {
        let settings = try await Command.settings(flags)
        guard settings[.adminEmail] != nil else { Command.fail("ADMIN_EMAIL and ADMIN_USERNAME say who the admin is") }
        try await Command.reporting {
            let composition = try await Command.composition(settings)
            let first = FirstAdmin(settings)
            if try await !composition.identity.hasAdmin() {
                try await first.make(composition)
            } else if try await !first.remind(composition) {
                Command.fail("there is an admin already, and it is not ADMIN_USERNAME")
            }
            await composition.house.store.close()
        }
    }
}
