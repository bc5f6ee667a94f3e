import House
import Kernel
import Storage

extension IdentitySlice {
    package static let holdings: [Holding] =
        accountHoldings + doorHoldings + [
            Holding("signing_keys", plain: ["name", "value"]), Holding("event_chains", plain: ["hash"]),
            Holding(
                "events", by: ["business_id", "id"], personal: ["details", "address", "agent"],
                plain: [
                    "action", "actor", "subject", "hash", "details_salt", "details_hash", "origin_salt", "origin_hash",
                ],
                why: "so that it can be told who did what",
                until: "addresses and devices one year; the rest stays, as ids",
                showing: { person in
                    // From where a colleague or an admin did something is theirs; what a member did to others is about those.
                    let name = person.user.map { UserID(rawValue: $0).description } ?? ""
                    return """
                        action, at AS happened_at, CASE WHEN actor = \(name) AND subject <> \(name) THEN '' ELSE details END AS details,
                            CASE WHEN actor LIKE 'usr%' AND actor <> \(name) THEN '' ELSE address END AS address,
                            CASE WHEN actor LIKE 'usr%' AND actor <> \(name) THEN '' ELSE agent END AS agent
                        """
                },
                ending: .by { person, db in
                    if let customer = person.customer {
                        try EventLog.forget(customer.business, about: person.names, in: db)
                    } else if let user = person.user {
                        try EventLog.forgetOrigins(of: UserID(rawValue: user), in: db)
                    }
                },
                rows: { person in
                    if let customer = person.customer {
                        return
                            "business_id = \(customer.business) AND \(person.dialect.isOne("subject", of: person.names))"
                    }
                    return person.user.map { user in
                        EventLog.ofUser(UserID(rawValue: user).description)
                    }
                }),
        ]

    private static let accountHoldings: [Holding] = [
        Holding(
            "users", by: ["id"], personal: ["username", "email", "name", "password", "zone"],
            plain: ["role", "language"],
            why: "the account", until: "until the account is deleted",
            shows: "username, email, name, role, language, zone, created_at, email_verified_at",
            ending: .by { person, db in
                guard let user = person.user else { return }
                // A space is in no name and no address that anybody can have.
                try db.execute(
                    """
                    UPDATE users SET username = 'erased ' || CAST(id AS TEXT), email = 'erased ' || CAST(id AS TEXT), name = '–',
                        password = '', zone = NULL, language = NULL, email_verified_at = NULL, role = 'user',
                        deactivated_at = \(db.now), erased_at = \(db.now)
                    WHERE id = \(user)
                    """)
            }, rows: { person in person.user.map { "id = \($0)" } }),
        own(
            "email_changes", by: ["user_id"], personal: ["old_email", "new_email"],
            why: "a change of address that both have to confirm",
            until: "three days after it is asked for", shows: "old_email, new_email, expires_at"),
        own(
            "api_keys", by: ["id"], personal: ["name", "used_address"], plain: ["token_hash", "tail", "scopes"],
            why: "keys for programs", until: "until they are revoked",
            shows: "name, scopes, created_at, expires_at, used_at, used_address"),
        own(
            "second_factors", by: ["user_id"], personal: ["secret"], why: "codes of an authenticator",
            until: "until it is switched off",
            shows: "created_at, confirmed_at"),
        own(
            "recovery_codes", by: ["user_id", "code_hash"], personal: [], plain: ["code_hash"],
            why: "codes for a lost authenticator",
            until: "until new ones are made", shows: "used_at"),
    ]

    private static let doorHoldings: [Holding] = [
        own(
            "sessions", by: ["id"], personal: ["address", "agent"], plain: ["token_hash", "form_token"],
            why: "so that log-ins can be listed and ended", until: "until they end or run out, 30 days at most",
            shows: "address, agent, created_at, used_at, expires_at"),
        Holding("refresh_tokens", plain: ["token_hash"]), Holding("spent_challenges", plain: ["nonce"]),
        own(
            "known_devices", by: ["user_id", "mark"], personal: [], plain: ["mark"],
            why: "so that a log-in from elsewhere is told by mail",
            until: "180 days after the last log-in", shows: "used_at"),
        own(
            "mailed_tokens", by: ["token_hash"], personal: [], plain: ["token_hash", "purpose"],
            why: "links in mails about the account",
            until: "until they are used or run out, three days at most", shows: "purpose, created_at, expires_at"),
        own(
            "login_challenges", by: ["token_hash"], personal: [], plain: ["token_hash"],
            why: "log-ins that wait for a code",
            until: "ten minutes", shows: "created_at, expires_at"),
        Holding(
            "attempts", by: ["key"], personal: ["key"], why: "so that passwords can't be tried for long",
            until: "a day after the last try", shows: "failures, last_at", ending: .removed,
            rows: { person in
                let hashes = person.soleHandles.map(Secret.hash)
                guard let user = person.user else {
                    return person.dialect.isOne("key", of: hashes.map { "mails \($0)" })
                }
                let id = UserID(rawValue: user).description
                let keys = ["codes \(id)"] + hashes.map { "name \($0)" } + hashes.map { "mails \($0)" }
                return "(\(person.dialect.isOne("key", of: keys)) OR key LIKE \("device \(id) %"))"
            }),
    ]

    /// A table of rows of one user each.
    private static func own(
        _ table: SQL, by key: [SQL], personal: [String], plain: [String] = [], why: String, until: String, shows: SQL
    ) -> Holding {
        Holding(
            table, by: key, personal: personal, plain: plain, why: why, until: until, shows: shows, ending: .removed,
            rows: { person in person.user.map { "user_id = \($0)" } })
    }
}
