import House
import Identity
import Web

/// The pages of accounts: opening one, logging in by a password, mailed links, and what each does with their own. What they do is
/// Identity's work.
package struct AccountSlice: Slice {
    package static let files = Embedded.files
    package static let notices = [
        "logged_out", "reset_sent", "saved", "verify_sent", "verified", "password_reset", "password_changed",
        "email_asked", "email_half", "email_changed", "email_cancelled", "session_ended", "sessions_ended",
        "everywhere_ended", "second_factor_off", "key_revoked",
    ].map { "account.notice.\($0)" }

    /// Where passwords, codes and mailed tokens can be tried: the door gives these the strictest rate.
    package static let signInPaths: Set<String> = [
        "/login", "/login/code", "/register", "/forgot-password", "/reset-password", "/verify-email", "/confirm-email",
    ]

    package let identity: IdentitySlice
    /// Who else may say who somebody is; the pages to log in have a button for each.
    let outsideWays: [OutsideWay]
    var house: House { identity.house }

    package init(identity: IdentitySlice, outsideWays: [OutsideWay]) {
        self.identity = identity
        self.outsideWays = outsideWays
    }

    package var pages: [PageRoute] {
        loginPages + forgottenPages + profilePages + emailPages + passwordPages + sessionPages + secondFactorPages
            + apiKeyPages + [languagePage]
    }

    func show(_ page: some Page, _ visit: Visit, status: Int = 200) throws -> Answer {
        var chrome = Chrome(visit)
        chrome.isDemo = house.rules.isDemo
        return try house.page(page, visit, chrome, status: status)
    }

    /// A form's work, or where that is refused its page again.
    func again<P: Page>(
        _ visit: Visit, _ page: (Problem) async throws -> P, _ work: () async throws -> Answer
    ) async throws -> Answer {
        do { return try await work() } catch let problem as Problem where problem.status < 500 {
            return try show(try await page(problem), visit, status: problem.status)
        }
    }
}
