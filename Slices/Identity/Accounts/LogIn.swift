import House
import Kernel
import Storage
import Timekeeping
import Web

/// The end of a log-in, at either door.
package enum LoggedIn<Opened: Sendable>: Sendable {
    case open(User, Opened)
    /// The password was right; the account asks for a code as well.
    case challenge(Secret)
}

extension IdentitySlice {
    /// Where the visitor comes from, as far as it can be known again.
    package func device(_ visit: Visit) -> KnownDevices { KnownDevices(visit, cookieName: house.cookie.device) }

    /// Logs in by name and password. `open` makes the session, unless the account asks for a second factor: then nothing is open yet.
    func logIn<Opened: Sendable>(
        _ name: String, _ password: String, _ visit: Visit, from device: KnownDevices,
        open: @escaping @Sendable (UserID, Transaction) throws -> Opened
    ) async throws -> LoggedIn<Opened> {
        let proof = try await authenticate(name, password, visit)
        return try await house.store.write { db in
            let user = try proof.hold(in: db)
            guard try !SecondFactor.isOn(for: user.id, in: db) else {
                return .challenge(try LoginChallenge.make(for: user.id, in: db))
            }
            return .open(user, try opened(user, visit, from: device, open, in: db))
        }
    }

    /// Opens a session once everything that was asked for was right.
    func opened<Opened>(
        _ user: User, _ visit: Visit, from device: KnownDevices, _ open: (UserID, Transaction) throws -> Opened,
        in db: Transaction
    ) throws -> Opened {
        let isNew = try device.known(by: user.id, in: db) == nil
        let isFirst = try !KnownDevices.any(of: user.id, in: db)
        try device.remember(for: user.id, in: db)
        let origin = Origin(actor: .user(user.id), address: visit.address, agent: visit.agent)
        try events.emit("user.logged_in", business: 0, subject: user.id.description, by: origin, in: db)
        if isNew && !isFirst {
            try events.emit("user.new_device", business: 0, subject: user.id.description, by: origin, in: db)
        }
        return try open(user.id, db)
    }

    /// Checks a name and a password. Unknown and known names take the same time and the same tries. Throws 401 `wrong_credentials`,
    /// 429 `too_many_attempts`.
    package func authenticate(_ name: String, _ password: String, _ visit: Visit) async throws -> PasswordProof {
        let device = device(visit)
        let (found, mark) = try await house.store.read { db in
            let found = try db.login(name)
            return (found, try found.flatMap { try device.known(by: $0.user.id, in: db) })
        }
        let own: Throttle = found.flatMap { found in mark.map { .device($0, of: found.user.id) } } ?? .name(name)
        // Who has logged in from here before does not wait for what others at the same address try.
        let shared: Throttle? = mark == nil ? .address(visit.address) : nil
        let failures = try await house.store.write { db in
            let failures = try db.attempt(own)
            if let shared { try db.attempt(shared) }
            return failures
        }
        let refusal = Problem(401, "wrong_credentials")
        guard try await passwords.matches(password, found?.password), let (user, stored) = found, user.isActive else {
            if own.isStep(failures) { try await noteWrongPassword(found?.user, failures, visit) }
            throw refusal
        }
        let hash = try await renewed(stored, of: user, from: password)
        try await house.store.write { db in
            try db.forget(own)
            if let shared { try db.takeBack(shared) }
        }
        return PasswordProof(user: user, hash: hash, refusal: refusal)
    }

    private static let confirmationsPerMinute = 20

    /// The password asked for once more, before something that a stranger at an open screen must not do. Throws 422 on the field, 429
    /// when it was asked for too often, right or wrong: each time costs a hash.
    package func confirm(
        _ password: String, as field: String = "current_password", _ visit: Visit
    ) async throws -> PasswordProof {
        let refusal = Problem.field(field, "wrong_password")
        let signedIn = try visit.user()
        let throttle = Throttle.again(signedIn)
        let found = try await house.store.read { db in
            try db.first("SELECT * FROM users WHERE id = \(signedIn.id)").map {
                (try User($0), try $0["password"] as String)
            }
        }
        let failures = try await house.store.write { db in
            let failures = try db.attempt(throttle)
            // Behind the counter of wrong ones: who has to wait there uses up nothing of the account's.
            try allowConfirmation(of: signedIn)
            return failures
        }
        guard let (user, stored) = found, try await passwords.matches(password, stored) else {
            if let (user, _) = found, throttle.isStep(failures) {
                let origin = Origin(visit)
                try await house.store.write { db in try failed(.password, user.id, failures, by: origin, in: db) }
            }
            throw refusal
        }
        try await house.store.write { db in try db.forget(throttle) }
        return PasswordProof(user: user, hash: stored, refusal: refusal)
    }

    private func allowConfirmation(of visitor: SignedIn) throws(Problem) {
        guard house.rules.limits.areRatesOn else { return }
        try confirmations.admit(
            "\(visitor.id)", perMinute: Self.confirmationsPerMinute, at: house.clock.now())
    }

    /// The code as well, where the account has a second factor: whoever changes how one logs in gives what logging in takes. Returns
    /// whether there is one. Throws 422 for a missing or wrong one.
    @discardableResult
    package func confirmCode(_ fields: Fields, of user: User, _ visit: Visit) async throws -> Bool {
        let code = fields.text("code") ?? ""
        let origin = Origin(visit)
        let isRight: Bool? = try await house.store.write { db in
            guard try SecondFactor.isOn(for: user.id, in: db) else { return nil }
            guard !code.isEmpty else { throw Problem.field("code", "required") }
            return try take(code, of: user.id, .codes(user.id), by: origin, in: db) != nil
        }
        guard isRight ?? true else { throw Problem.field("code", "wrong_code") }
        return isRight != nil
    }

    package static let codeAgain = Field(
        "code", .text(1...40), optional: true, "Of the app, or a recovery code; where there is a second factor.",
        sample: nil)

    /// What is stored of a right password: hashed anew where hashes have become dearer since it was set.
    private func renewed(_ stored: String, of user: User, from password: String) async throws -> String {
        guard passwords.isCheap(stored) else { return stored }
        let hash = try await passwords.hash(password)
        let current: String? = try await house.store.write { db in
            try db.execute("UPDATE users SET password = \(hash) WHERE id = \(user.id) AND password = \(stored)")
            return try db.value("SELECT password FROM users WHERE id = \(user.id)")
        }
        guard let current, current != hash else { return hash }
        // Another log-in has just done the same, or another password was set.
        return try await passwords.matches(password, current) ? current : stored
    }
}
