import Identity
import Words

/// What has to be done before an account gets another way in, in place of the form for it.
struct FirstStep: Sendable {
    let mustVerify: Bool
    /// Somebody whom another provider brought has none that could be asked for.
    let mustSetPassword: Bool
    let text: String

    var isNone: Bool { !mustVerify && !mustSetPassword }

    init(_ user: User, _ words: Wording) {
        self.init(isVerified: user.emailVerifiedAt != nil, hasPassword: user.hasPassword, email: user.email, words)
    }

    init(
        isVerified: Bool, hasPassword: Bool = true, email: String = "maria@example.org", _ words: Wording
    ) {
        mustVerify = !isVerified
        mustSetPassword = isVerified && !hasPassword
        text = mustVerify ? words("account.first.verify", ["email": email]) : words("account.first.password")
    }
}
