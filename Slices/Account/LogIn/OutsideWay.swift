import Web
import Words

/// Somebody else who may say who a person is, as the pages to log in show it (A6). What comes of it is a later slice's.
package struct OutsideWay: Sendable {
    /// Its name in addresses, and for people.
    let id: String
    let name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }

    struct Button: Sendable {
        let href: String
        let label: String
    }

    func button(to next: String, _ words: Wording) -> Button {
        Button(
            href: "/auth/oauth/\(id)?next=\(Encoding.encoded(next))",
            label: words("account.outside.button", ["name": name]))
    }

    static let sample = OutsideWay(id: "google", name: "Google")
}
