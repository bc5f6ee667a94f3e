import Identity
import Kernel
import Web
import Words

/// Everything that a mail about somebody's account says.
struct AccountMail: Sendable {
    /// The events of an account that are told by mail: `mail.account.<kind>.…` are their words.
    static let kinds = [
        "registered", "verification_requested", "password_reset_requested", "password_reset", "password_changed",
        "email_change_requested", "email_changed", "new_device", "second_factor_enabled", "second_factor_disabled",
        "recovery_code_used", "api_key_created", "sign_in_linked", "sign_in_unlinked",
    ]

    let kind: String
    let user: User
    let address: String
    let link: String
    /// The new address, where it is about one.
    var newAddress: String?
    /// What happened when and where; nil for a mail that only brings a link.
    var origin: (when: String, place: String, device: String)?
    var hasSecret = false

    func page(_ words: Wording) -> MailPage {
        let prefix = "mail.account.\(kind)"
        let values = ["name": user.name, "new": newAddress ?? ""]
        return MailPage(
            words, title: words("\(prefix).subject", values), lead: words("\(prefix).lead", values), rows: rows(words),
            link: link, linkLabel: words("\(prefix).link"), foot: words("mail.account.foot", ["name": user.username]))
    }

    private func rows(_ words: Wording) -> [MailPage.Row] {
        guard let origin else { return [] }
        return [
            MailPage.Row(label: words("mail.row.when"), value: origin.when),
            MailPage.Row(label: words("mail.row.device"), value: origin.device),
            MailPage.Row(label: words("mail.row.address"), value: origin.place),
        ].filter { !$0.value.isEmpty }
    }
}
