import House
import Storage

extension CustomerSlice {
    package static let holdings: [Holding] = [
        Holding(
            "consents", by: ["business_id", "id"], personal: [], plain: ["purpose", "wording", "language", "door"],
            why: "what somebody has agreed to", until: "until the person is erased",
            shows: "purpose, wording, is_given, door, created_at", ending: .removed, rows: ofCustomerOrUser),
        Holding("privacy_settings", ofBusiness: ["contact"]),
        byAddress(
            "customer_codes", plain: ["token_hash", "code_hash", "language"], why: "codes that prove an address",
            until: "ten minutes"),
        byAddress(
            "customer_sessions", plain: ["token_hash"], why: "clients who have proved their address",
            until: "two hours, or until they leave"),
        Holding(
            "customers", by: ["business_id", "id"], personal: ["name", "email", "phone"],
            why: "to know a client again and to reach them",
            until: "until the client is erased, by request or by the business's own period",
            shows: "name, email, phone, created_at, updated_at",
            ending: .by { person, db in
                guard let customer = person.customer else { return }
                // The row asks for a way to reach somebody: an erased one has its own id, which can't be anybody's address.
                try db.execute(
                    """
                    UPDATE customers SET name = '', email = 'erased ' || CAST(id AS TEXT), phone = NULL, erased_at = \(db.now)
                    WHERE business_id = \(customer.business) AND id = \(customer.id)
                    """)
            },
            rows: { person in person.customer.map { "business_id = \($0.business) AND id = \($0.id)" } }),
    ]

    /// A table of rows of one e-mail address each, whoever it belongs to.
    private static func byAddress(_ table: SQL, plain: [String], why: String, until: String) -> Holding {
        Holding(
            table, by: ["id"], personal: ["email"], plain: plain, why: why, until: until,
            shows: "email, created_at, expires_at",
            ending: .removed, rows: { person in person.isSoleHandle("email") })
    }

    private static let ofCustomerOrUser: @Sendable (Person) -> SQL? = { person in
        if let customer = person.customer {
            return "business_id = \(customer.business) AND customer_id = \(customer.id)"
        }
        return person.user.map { "business_id = 0 AND user_id = \($0)" }
    }
}
