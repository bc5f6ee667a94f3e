import House
import Kernel
import Storage
import Web

/// Somebody who comes in by a browser: let in, or asked for a code first.
package struct Entry: Sendable {
    package let outcome: LoggedIn<Secret>
    package let device: KnownDevices
}

extension IdentitySlice {
    /// Logs in by name and password. Throws 401 `wrong_credentials`, 429 `too_many_attempts`.
    package func enter(_ name: String, _ password: String, _ visit: Visit) async throws -> Entry {
        let device = device(visit).withCookie()
        let outcome = try await logIn(name, password, visit, from: device, open: opener(ofBrowser: visit))
        return Entry(outcome: outcome, device: device)
    }

    /// The second step of it: a code of the app, or a recovery code. Throws 401 `challenge_over` or `wrong_code`, 429
    /// `too_many_attempts`.
    package func enter(challenge: String, _ code: String, _ visit: Visit) async throws -> Entry {
        let device = device(visit).withCookie()
        let (user, session) = try await passSecondFactor(
            challenge, code, visit, from: device, open: opener(ofBrowser: visit))
        return Entry(outcome: .open(user, session), device: device)
    }

    /// Lets `user` in by another proof than a password, in its transaction. A second factor is asked for as ever, unless its code was
    /// part of the proof. Throws 403 `account_closed` for an account out of use.
    package func enter(_ user: User, _ visit: Visit, withCode: Bool = false, in db: Transaction) throws -> Entry {
        // Nobody closes the account between the look and the session.
        guard try db.lockedUser(user.id)?.isActive == true else { throw Problem(403, "account_closed") }
        let device = device(visit).withCookie()
        let outcome: LoggedIn<Secret> =
            try SecondFactor.isOn(for: user.id, in: db) && !withCode
            ? .challenge(try LoginChallenge.make(for: user.id, in: db))
            : .open(user, try opened(user, visit, from: device, opener(ofBrowser: visit), in: db))
        return Entry(outcome: outcome, device: device)
    }

    private func opener(ofBrowser visit: Visit) -> @Sendable (UserID, Transaction) throws -> Secret {
        { user, db in
            // One browser, one session: whose it was before is out.
            if let before = visit.incoming.cookie(house.cookie.session) { _ = try Sessions.close(before, in: db) }
            return try Sessions.open(for: user, visit, house.rules, in: db)
        }
    }

    /// Ends the session of the visitor's browser, if it has one.
    package func leave(_ visit: Visit) async throws {
        guard let token = visit.incoming.cookie(house.cookie.session) else { return }
        try await house.store.write { db in
            guard let user = try Sessions.close(token, in: db) else { return }
            try loggedOut(user, visit, in: db)
        }
    }
}
