import Foundation
import Identity
import Kernel
import Storage
import Web

/// The first admin, from ADMIN_EMAIL and ADMIN_USERNAME or from the command line (A9).
struct FirstAdmin: Sendable {
    let settings: Settings

    init(_ settings: Settings) { self.settings = settings }

    /// Makes the admin that the settings name, unless there is one; prints the password, once.
    func make(_ composition: Composition) async throws {
        guard let email = settings[.adminEmail], let username = settings[.adminUsername] else { return }
        guard try await !composition.identity.hasAdmin() else { return }
        let password = Self.password()
        do {
            _ = try await composition.identity.register(
                Registration(username: username, name: username, email: email, password: password), role: .admin,
                by: .system)
            print("The first admin is \(username). Password, shown only now: \(password)")
        } catch let problem as Problem {
            let fields = problem.fields.map { "\($0.name) \($0.code)" }.joined(separator: ", ")
            throw SettingFault("ADMIN_EMAIL, ADMIN_USERNAME: \(fields.isEmpty ? problem.code : fields)")
        }
    }

    /// Five groups of four letters and digits that can't be mistaken for each other: 99 bits.
    static func password() -> String {
        let alphabet = Array("23456789abcdefghjkmnpqrstvwxyz")
        return (0..<5).map { _ in String((0..<4).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] }) }.joined(
            separator: "-")
    }
}
