import House
import Kernel
import Storage
import Web

/// The end of a log-in, at either door.
enum LoggedIn<Opened: Sendable>: Sendable {
    case open(User, Opened)
    /// The password was right; the account asks for a code as well.
    case challenge(Secret)
}

extension IdentitySlice {
    func device(_ visit: Visit) -> KnownDevices { KnownDevices(visit, cookieName: house.cookie.device) }

    /// Logs in by name and password. `open` makes the session, unless the account asks for a second factor: then nothing is open yet.
    func logIn<Opened: Sendable>(
        _ name: String, _ password: String, _ visit: Visit, from device: KnownDevices,
        open: @escaping @Sendable (UserID, Transaction) throws -> Opened
    ) async throws -> LoggedIn<Opened> {
        let user = try await authenticate(name, password, visit)
        return try await house.store.write { db in
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
    package func authenticate(_ name: String, _ password: String, _ visit: Visit) async throws -> User {
        let device = device(visit)
        let (found, mark) = try await house.store.read { db in
            let found = try db.login(name)
            return (found, try found.flatMap { try device.known(by: $0.user.id, in: db) })
        }
        let own: Throttle = found.flatMap { found in mark.map { .device($0, of: found.user.id) } } ?? .name(name)
        // Who has logged in from here before does not wait for what others at the same address try.
        let shared: Throttle? = mark == nil ? .address(visit.address) : nil
        try await house.store.write { db in
            try db.attempt(own)
            if let shared { try db.attempt(shared) }
        }
        guard try await passwords.matches(password, found?.password), let user = found?.user, user.deactivatedAt == nil
        else { throw Problem(401, "wrong_credentials") }
        try await house.store.write { db in
            try db.forget(own)
            if let shared { try db.takeBack(shared) }
        }
        return user
    }

    /// The password asked for once more, before something that a stranger at an open screen must not do. Throws 422 on the field.
    package func confirm(_ password: String, as field: String = "current_password", _ visit: Visit) async throws -> User
    {
        let signedIn = try visit.user()
        let throttle = Throttle.again(signedIn.session ?? 0)
        let found = try await house.store.read { db in
            try db.first("SELECT * FROM users WHERE id = \(signedIn.id)").map {
                (try User($0), try $0["password"] as String)
            }
        }
        try await house.store.write { db in try db.attempt(throttle) }
        guard let (user, stored) = found, try await passwords.matches(password, stored) else {
            throw Problem.field(field, "wrong_password")
        }
        try await house.store.write { db in try db.forget(throttle) }
        return user
    }
}
