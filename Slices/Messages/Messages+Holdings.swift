import House
import Kernel
import Storage

extension MessageSlice {
    package static let holdings: [Holding] = [
        Holding(
            "messages", by: ["business_id", "id"],
            personal: [
                "key", "to_address", "to_name", "reply_to", "subject", "body", "calendar", "error",
            ], plain: ["kind", "audience", "language", "calendar_method", "state", "transport"],
            why: "what was written to whom, and whether it arrived",
            until: "its text, and mails about accounts, one year; the rest until the person is erased",
            showing: shows,
            ending: .by { person, db in
                let told = try toldOthers(person, in: db)
                if let rows = rows(person) { try db.execute("DELETE FROM messages WHERE \(rows)") }
                guard let told else { return }
                // What is on its way arrives, and then is forgotten as what has a secret is.
                try db.execute("UPDATE messages SET has_secret = 1 WHERE \(told) AND state = 'queued'")
                try db.execute(
                    """
                    UPDATE messages SET body = '', calendar = NULL WHERE \(told) AND state <> 'queued'
                    """)
            }, rows: rows)
    ]

    /// The mails to others that have the person's name in their text: about bookings to which they come along, or came once and were
    /// written to. Nil for a user.
    private static func toldOthers(_ person: Person, in db: Snapshot) throws -> SQL? {
        guard let customer = person.customer else { return nil }
        let once: [Int64] = try db.rows(
            """
            SELECT DISTINCT booking_id FROM messages
            WHERE business_id = \(customer.business) AND \(person.isHandle("to_address")) AND audience = 'client' AND booking_id IS NOT NULL
            """
        ).map { try $0[0] }
        let visits = Array(Set(person.visits).union(once).subtracting(person.bookings))
        return "business_id = \(customer.business) AND \(person.dialect.isOne("booking_id", of: visits))"
    }

    /// What a link or a code says is its reader's alone, in their mailbox. A client is not told the owners' own addresses, and whoever works
    /// in a business takes no mail about its clients with them.
    private static let shows: @Sendable (Person) -> SQL = { person in
        let hides: SQL = "audience = 'owner'"
        let (reader, text): (SQL, SQL) =
            person.user == nil ? (hides, "has_secret = 1") : ("1 = 0", "has_secret = 1 OR \(hides)")
        let subject: SQL = person.user == nil ? "1 = 0" : hides
        return """
            created_at, CASE WHEN \(reader) THEN '' ELSE to_address END AS to_address,
                CASE WHEN \(reader) THEN '' ELSE to_name END AS to_name, CASE WHEN \(subject) THEN '' ELSE subject END AS subject,
                CASE WHEN \(text) THEN '' ELSE body END AS body, state, sent_at
            """
    }

    /// Of a client what was written about their bookings, to them, and the codes that proved their address; of a user the mails about their
    /// account, whatever its address was then, and what came to the address that is proven to be theirs.
    private static let rows: @Sendable (Person) -> SQL? = { person in
        if let customer = person.customer {
            return """
                (business_id = \(customer.business) AND \(person.isBooking("booking_id"))
                OR \(person.isHandle("to_address")) AND business_id = \(customer.business) AND audience = 'client'
                OR \(person.isSoleHandle("to_address")) AND business_id = 0 AND kind = 'customer.code')
                """
        }
        return person.user.map { user in
            "(user_id = \(user) OR audience <> 'client' AND \(person.isHandle("to_address")))"
        }
    }

    /// How long it is kept what a mail said.
    package static let textsKept = 365

    /// Forgets what up to `limit` old mails said. Those about accounts, invitations and codes go altogether: they belong to no booking, and
    /// whoever was written to need not have an account that is ever deleted. Returns how many.
    package static func forgetTexts(limit: Int, in db: Transaction) throws -> Int {
        func old(_ more: SQL) -> SQL {
            """
            id IN (SELECT id FROM messages WHERE created_at < \(db.now - .days(textsKept)) AND subject <> '' AND state <> 'queued'
                AND \(more) ORDER BY created_at LIMIT \(limit))
            """
        }
        let gone = try db.execute("DELETE FROM messages WHERE \(old("audience = 'user'"))")
        let emptied = try db.execute(
            """
            UPDATE messages SET subject = '', body = '', calendar = NULL
            WHERE \(old("audience <> 'user'"))
            """)
        return max(gone, emptied)
    }
}
