import Web
import Words

/// The ways through one's own account, at the top of each of its pages.
package struct AccountTab: Sendable {
    let href: String
    let label: String
    let isCurrent: Bool

    package enum Place: String, CaseIterable {
        case profile, email, password, logins, factor, keys, privacy

        var path: String {
            switch self {
            case .profile: "/account"
            case .email: "/account/email"
            case .password: "/account/password"
            case .logins: "/account/sessions"
            case .factor: "/account/second-factor"
            case .keys: "/account/api-keys"
            case .privacy: "/account/privacy"
            }
        }
    }

    /// The title of the window: which of the pages it is.
    package static func title(_ current: Place, _ words: Wording) -> String {
        words("account.window", ["place": words("account.tab.\(current.rawValue)")])
    }

    package static func all(_ current: Place, _ words: Wording) -> [AccountTab] {
        Place.allCases.map {
            AccountTab(href: $0.path, label: words("account.tab.\($0.rawValue)"), isCurrent: $0 == current)
        }
    }
}

extension AccountSlice {
    /// A form's address asked for by GET, as a reload does, leads back to the page of the form.
    func back(_ path: String, to page: AccountTab.Place) -> PageRoute {
        .get(path, access: .account) { _ in .see(page.path) }
    }
}

extension FormField {
    /// The code, where the account has a second factor.
    package static let codeAgain = FormField("code", autocomplete: "one-time-code", hint: true, either: true)
}
