import House
import Storage

extension FederationSlice {
    package static let holdings: [Holding] = [
        own(
            "outside_identities", by: ["id"], personal: ["subject", "label"], plain: ["provider", "issuer"],
            why: "who else may say who somebody is", until: "until it is unlinked",
            shows: "provider, subject AS provider_number, label, created_at"),
        own(
            "sign_in_offers", by: ["token_hash"], personal: ["subject", "label"],
            plain: ["token_hash", "provider", "issuer", "next"],
            why: "an outside sign-in that waits to be linked", until: "ten minutes",
            shows: "provider, subject AS provider_number, label"),
        own(
            "sign_in_attempts", by: ["state_hash"], personal: [],
            plain: ["state_hash", "browser_hash", "provider", "next"],
            why: "somebody who is away to sign in elsewhere", until: "ten minutes", shows: "provider"),
    ]

    /// A table of rows of one user each.
    private static func own(
        _ table: SQL, by key: [SQL], personal: [String], plain: [String], why: String, until: String, shows: SQL
    ) -> Holding {
        Holding(
            table, by: key, personal: personal, plain: plain, why: why, until: until, shows: shows, ending: .removed,
            rows: { person in person.user.map { "user_id = \($0)" } })
    }
}
