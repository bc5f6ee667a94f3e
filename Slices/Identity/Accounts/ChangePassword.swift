import House
import Kernel
import Storage
import Web

/// A new password of one's own (A3).
package enum PasswordChange {
    package static let schema = Schema(
        "PasswordChange",
        [
            Field("current_password", .formatted(.password), sample: "tortoise-lamp-4-violins"),
            Field("password", .formatted(.password), "12 to 128 characters.", sample: "seven-otters-in-a-teapot"),
            IdentitySlice.codeAgain,
        ])
}

extension IdentitySlice {
    /// Changes the password; the session that asks stays, all others end. Throws 422.
    package func changePassword(_ fields: Fields, _ visit: Visit) async throws {
        let proof = try await confirm(fields.text("current_password") ?? "", visit)
        let user = proof.user
        let password = fields.text("password") ?? ""
        if let fault = Password.fault(password, username: user.username, email: user.email) {
            throw Problem.field("password", fault, ["max": "128"])
        }
        try await confirmCode(fields, of: user, visit)
        let hash = try await passwords.hash(password)
        let session = try visit.user().session
        let device = device(visit)
        try await house.store.write { db in
            try proof.hold(in: db)
            try setPassword(hash, of: user, keeping: session, in: db)
            // Whoever knew the old one is a stranger now.
            try KnownDevices.forgetAll(of: user.id, in: db)
            try device.remember(for: user.id, in: db)
            try events.emit(
                "user.password_changed", business: 0, subject: user.id.description, by: Origin(visit), in: db)
        }
    }
}
