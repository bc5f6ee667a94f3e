import House
import Jobs
import Kernel
import Storage
import Web

/// Who people are, how they prove it, what roles may do, and the record of what happened.
///
/// Events, all of the platform and about one user: `user.registered`, `user.logged_in`, `user.logged_out`, `user.new_device`,
/// `user.profile_changed`, `user.verification_requested`, `user.email_verified`, `user.email_change_requested`, `user.email_changed`,
/// `user.password_reset_requested`, `user.password_reset`, `user.password_changed`, `user.sessions_ended`,
/// `user.refresh_token_reused`, `user.second_factor_enabled`, `user.second_factor_disabled`, `user.recovery_code_used`,
/// `user.recovery_codes_renewed`, `user.api_key_created`, `user.api_key_revoked`, `user.deactivated`, `user.reactivated`,
/// `user.role_changed`, `user.login_failed`.
package struct IdentitySlice: Slice {
    package static let files = Embedded.files

    package let house: House
    package let events: EventLog
    package let keys: SigningKeys
    let passwords: PasswordHasher
    /// How often an account has its password asked for again; in this node's memory, for it is this node's hashing that they keep busy.
    let confirmations = RateLimiter()
    let tokens: AccessTokens
    /// Whether a business asks a member for a second factor. Members are a later slice's, so the roof hands the answer in.
    let memberNeedsSecondFactor: @Sendable (UserID, Snapshot) throws -> Bool
    /// Ends the ways in that were made while nobody had proven the address. They are a later slice's as well.
    let endUnproven: @Sendable (UserID, EventLog, Transaction) throws -> Void

    package init(
        _ house: House, keys: SigningKeys,
        memberNeedsSecondFactor: @escaping @Sendable (UserID, Snapshot) throws -> Bool = { _, _ in false },
        endUnproven: @escaping @Sendable (UserID, EventLog, Transaction) throws -> Void = { _, _, _ in }
    ) {
        self.endUnproven = endUnproven
        self.memberNeedsSecondFactor = memberNeedsSecondFactor
        self.house = house
        self.keys = keys
        events = EventLog(listeners: house.listeners, pulse: house.pulse)
        passwords = PasswordHasher(cost: house.rules.passwordCost)
        tokens = AccessTokens(keys, issuer: house.baseURL)
    }

    package var endpoints: [Endpoint] {
        loginEndpoints + profileEndpoints + passwordEndpoints + emailEndpoints + sessionEndpoints
            + secondFactorEndpoints + apiKeyEndpoints
    }
    package var jobs: [JobHandler] { [forgotPasswordJob, failedLogInJob] }
    package var proofs: [Proof] { [EventLog.chainProof] }
}
