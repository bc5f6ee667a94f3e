import House
import Kernel
import Storage
import Web

/// What a change of the second factor asks for.
package enum SecondFactorProof {
    package static let password = Schema(
        "PasswordAgain", [Field("password", .formatted(.password), sample: "tortoise-lamp-4-violins")])
    package static let code = Schema("Code", [Field("code", .text(1...40), "Of the app.", sample: "123456")])
    package static let both = Schema(
        "PasswordAndCode",
        [
            Field("password", .formatted(.password), sample: "tortoise-lamp-4-violins"),
            Field("code", .text(1...40), "Of the app, or a recovery code.", sample: "123456"),
        ])
}

extension IdentitySlice {
    /// What an app needs: the secret, and the same as an address for a QR code.
    package struct Enrolment: Sendable {
        package let secret: String
        package let url: String

        init(_ totp: TOTP, of user: User) {
            secret = Base32Text.encoded(totp.secret)
            let label = Encoding.encoded("Daybook:\(user.username)")
            url = "otpauth://totp/\(label)?secret=\(secret)&issuer=Daybook&algorithm=SHA1&digits=6&period=30"
        }
    }

    /// Makes a secret that counts once a code of it was given. Throws 403 before the address is proven, 422 for a wrong password, 409
    /// when one is on.
    package func beginSecondFactor(_ password: String, _ visit: Visit) async throws -> Enrolment {
        let proof = try await confirm(password, as: "password", visit)
        return try await house.store.write { db in
            let user = try proof.hold(in: db)
            try user.requireVerified()
            return Enrolment(try SecondFactor.begin(for: user.id, keys.vault, in: db), of: user)
        }
    }

    /// The secret that waits for its first code, to show it again to the page that has it; nil for any other, since nobody gives the
    /// password a second time for it. Throws 401.
    package func enrolment(_ shown: String, _ visit: Visit) async throws -> Enrolment? {
        let user = try await me(visit)
        return try await house.store.read { db in
            guard try !SecondFactor.isOn(for: user.id, in: db) else { return nil }
            let waiting = try SecondFactor.totp(of: user.id, keys.vault, in: db).map { Enrolment($0, of: user) }
            return waiting.flatMap { Secret.areEqual($0.secret, shown) ? $0 : nil }
        }
    }

    /// Turns it on by a first code and returns the recovery codes. Throws 422 for a wrong code.
    package func confirmSecondFactor(_ code: String, _ visit: Visit) async throws -> [String] {
        let id = UserID(rawValue: try visit.user().id)
        let throttle = Throttle.codes(id)
        let codes: [String]? = try await house.store.write { db in
            try db.user(id)?.requireVerified()
            try db.attempt(throttle)
            guard try SecondFactor.confirm(code, of: id, keys.vault, in: db) else { return nil }
            try db.forget(throttle)
            try events.emit(
                "user.second_factor_enabled", business: 0, subject: id.description, by: Origin(visit), in: db)
            return try RecoveryCodes.make(for: id, in: db)
        }
        guard let codes else { throw Problem.field("code", "wrong_code") }
        return codes
    }

    /// Turns it off. Throws 422 for a wrong password or code, 409 where a role asks for it.
    package func disableSecondFactor(_ password: String, _ code: String, _ visit: Visit) async throws {
        try await withCode(password, code, visit) { user, db in
            guard try !needsSecondFactor(user, in: db) else { throw Problem(409, "second_factor_in_use") }
            try SecondFactor.remove(of: user.id, in: db)
            try events.emit(
                "user.second_factor_disabled", business: 0, subject: user.id.description, by: Origin(visit), in: db)
        }
    }

    /// Ten new recovery codes; the old ones no longer hold. Throws 422 for a wrong password or code.
    package func renewRecoveryCodes(_ password: String, _ code: String, _ visit: Visit) async throws -> [String] {
        try await withCode(password, code, visit) { user, db in
            try events.emit(
                "user.recovery_codes_renewed", business: 0, subject: user.id.description, by: Origin(visit), in: db)
            return try RecoveryCodes.make(for: user.id, in: db)
        }
    }

    /// Asks for both before `work`, and counts what was wrong.
    private func withCode<T: Sendable>(
        _ password: String, _ code: String, _ visit: Visit,
        _ work: @escaping @Sendable (User, Transaction) throws -> T
    ) async throws -> T {
        let proof = try await confirm(password, as: "password", visit)
        let origin = Origin(visit)
        let done: T? = try await house.store.write { db in
            let user = try proof.hold(in: db)
            guard try SecondFactor.isOn(for: user.id, in: db) else { throw Problem(409, "second_factor_off") }
            guard try take(code, of: user.id, .codes(user.id), by: origin, in: db) != nil else { return nil }
            return try work(user, db)
        }
        guard let done else { throw Problem.field("code", "wrong_code") }
        return done
    }
}
