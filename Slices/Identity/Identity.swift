import House
import Jobs
import Kernel
import Storage
import Web

/// Who people are, how they prove it, what roles may do, and the record of what happened.
///
/// Events: `user.registered`, `user.logged_in`, `user.logged_out`.
package struct IdentitySlice: Slice {
    package static let files = Embedded.files
    package static let notices = ["identity.notice.logged_out"]

    package let house: House
    package let events: EventLog
    package let keys: SigningKeys
    let passwords: PasswordHasher
    let tokens: AccessTokens

    package init(_ house: House, keys: SigningKeys) {
        self.house = house
        self.keys = keys
        events = EventLog(listeners: house.listeners, pulse: house.pulse)
        passwords = PasswordHasher(cost: house.rules.passwordCost)
        tokens = AccessTokens(keys, issuer: house.baseURL)
    }

    package var pages: [PageRoute] { accountPages + [languagePage] }
    package var jobs: [JobHandler] { [] }
    package var proofs: [Proof] { [EventLog.chainProof] }
}
