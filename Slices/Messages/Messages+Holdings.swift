import House
import Kernel
import Storage

extension MessageSlice {
    package static let holdings: [Holding] = [
        Holding(
            "messages",
            personal: [
                "key", "to_address", "to_name", "reply_to", "subject", "body_text", "body_html", "calendar", "error",
            ], plain: ["kind", "audience", "calendar_method", "state", "transport"],
            why: "what was written to whom, and whether it arrived",
            until: "its text one year; the rest until the person is erased",
            shows: "created_at, to_address, to_name, subject, body_text, state, sent_at", ending: .removed,
            rows: { person in
                if let customer = person.customer {
                    return """
                        business_id = \(customer.business) AND (booking_id IN \(list: person.bookings)
                            OR audience = 'client' AND to_address IN \(list: person.handles))
                        """
                }
                return person.user == nil ? nil : "to_address IN \(list: person.handles)"
            })
    ]

    /// How long it is kept what a mail said.
    package static let textsKept = 365

    /// Forgets the texts of old mails.
    package static func forgetTexts(in db: Transaction) throws {
        try db.execute(
            """
            UPDATE messages SET subject = '', body_text = '', body_html = '', calendar = NULL
            WHERE created_at < \(db.now - .days(textsKept)) AND body_html <> '' AND state <> 'queued'
            """)
    }
}
