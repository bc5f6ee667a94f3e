import House
import Kernel
import Storage
import Web

/// Somebody who is let in by another proof than a password, or asked for a code first.
package struct Entry: Sendable {
    let outcome: LoggedIn<Secret>
    let device: KnownDevices
}

extension IdentitySlice {
    /// Lets `user` in, in the transaction of the proof. A second factor is asked for as ever, unless its code was part of the proof.
    /// Throws 403 for an account out of use.
    package func enter(_ user: User, _ visit: Visit, withCode: Bool = false, in db: Transaction) throws -> Entry {
        // Nobody closes the account between the look and the session.
        guard try db.lockedUser(user.id)?.isActive == true else { throw Problem(403, "account_closed") }
        let device = device(visit).withCookie()
        let outcome: LoggedIn<Secret> =
            try SecondFactor.isOn(for: user.id, in: db) && !withCode
            ? .challenge(try LoginChallenge.make(for: user.id, in: db))
            : .open(user, try opened(user, visit, from: device, pageOpener(visit), in: db))
        return Entry(outcome: outcome, device: device)
    }

    /// The page that follows, with what the browser keeps.
    package func answer(_ entry: Entry, _ visit: Visit, to next: String) -> Answer {
        answer(entry.outcome, entry.device, visit, to: next)
    }
}
