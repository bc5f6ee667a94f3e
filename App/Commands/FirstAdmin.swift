import Foundation
import House
import Identity
import Kernel
import Storage
import Web

/// The first admin, from ADMIN_EMAIL and ADMIN_USERNAME or from the command line (A9). Nobody is told a password: a link sets one, once
/// and soon.
struct FirstAdmin: Sendable {
    private let settings: Settings
    private let say: @Sendable (String) -> Void

    init(_ settings: Settings, say: @escaping @Sendable (String) -> Void = { print($0) }) {
        self.settings = settings
        self.say = say
    }

    /// Makes the admin that the settings name, unless there is one; prints the link, once.
    func make(_ composition: Composition) async throws {
        guard let email = settings[.adminEmail], let username = settings[.adminUsername] else { return }
        let identity = composition.identity
        guard try await !identity.hasAdmin() else { return }
        do {
            // Nobody ever knows this one.
            let admin = try await identity.register(
                Registration(username: username, name: username, email: email, password: Secret().text), role: .admin,
                by: .system)
            say("The first admin is \(username).")
            try await invite(admin, composition)
        } catch let problem as Problem {
            let fields = problem.fields.map { "\($0.name) \($0.code)" }.joined(separator: ", ")
            throw SettingFault("ADMIN_EMAIL, ADMIN_USERNAME: \(fields.isEmpty ? problem.code : fields)")
        }
    }

    /// Prints a new link for the admin that the settings name: the first may have run out. False when they name none.
    func remind(_ composition: Composition) async throws -> Bool {
        guard let username = settings[.adminUsername], let admin = try await composition.identity.admin(named: username)
        else { return false }
        try await invite(admin, composition)
        return true
    }

    private func invite(_ admin: User, _ composition: Composition) async throws {
        let link = try await composition.house.store.write { db in
            try composition.identity.mailedLink(.reset, for: admin.id, in: db)
        }
        say("Set the password within an hour, by this link, which works once: \(link)")
        say("A new link: daybook admin, with the same ADMIN_EMAIL and ADMIN_USERNAME.")
    }
}
