import House
import Kernel
import Storage

/// Takes out of events what is about a person. What happened, when, and to which id, stays, and the chain with it (decision 0010).
extension EventLog {
    /// How long it is kept from where somebody did something.
    package static let originsKept = Span.days(365)

    /// What the business's events say about these subjects, and where from the client did it. Where from a member did it stays.
    static func forget(_ business: Int64, about subjects: [String], in db: Transaction) throws {
        try lockChain(business, in: db)
        let theirs: SQL = "business_id = \(business) AND \(db.dialect.isOne("subject", of: subjects))"
        let devices = try db.rows(
            "SELECT DISTINCT address, agent FROM events WHERE \(theirs) AND actor IN ('guest', 'customer') AND agent <> ''"
        )
        try db.execute("UPDATE events SET details = '{}', details_salt = NULL WHERE \(theirs)")
        try forgetOrigins("\(theirs) AND actor IN ('guest', 'customer')", in: db)
        // A time that was held and let go bears no name; its device tells whose it was.
        for device in devices {
            let (address, agent): (String, String) = (try device[0], try device[1])
            // Said twice, so that the index of those that are still there is used.
            let isThere: SQL = address.isEmpty ? "" : " AND address <> ''"
            try forgetOrigins(
                """
                business_id = \(business) AND actor IN ('guest', 'customer') AND address = \(address) AND agent = \(agent)\(isThere)
                """, in: db)
        }
    }

    /// Where from a user did whatever they did, in every business.
    static func forgetOrigins(of user: UserID, in db: Transaction) throws {
        let name = user.description
        let businesses = try db.rows(
            "SELECT DISTINCT business_id FROM events WHERE \(ofUser(name)) ORDER BY 1"
        )
        for business in businesses { try lockChain(try business[0], in: db) }
        try forgetOrigins(ofUser(name), in: db)
    }

    /// What a user has done anywhere, and what has happened to their account. Users are told apart from guests, so that their own index is
    /// used.
    static func ofUser(_ name: String) -> SQL {
        "(actor LIKE 'usr%' AND actor = \(name) OR business_id = 0 AND subject = \(name))"
    }

    /// Forgets up to `limit` origins that are older than `originsKept`; housekeeping calls it. Returns how many.
    package static func forgetOldOrigins(limit: Int, in db: Transaction) throws -> Int {
        let rows = try db.rows(
            """
            SELECT business_id, id FROM events WHERE at < \(db.now - originsKept) AND (address <> '' OR agent <> '')
            ORDER BY at LIMIT \(limit)
            """)
        for (business, rows) in Dictionary(grouping: rows, by: { $0.values[0] }).sorted(by: {
            "\($0.key)" < "\($1.key)"
        }) {
            guard case .integer(let business) = business else { continue }
            try lockChain(business, in: db)
            let ids: [EventID] = try rows.map { try $0[1] }
            try forgetOrigins("business_id = \(business) AND id IN \(list: ids)", in: db)
        }
        return rows.count
    }

    private static func forgetOrigins(_ condition: SQL, in db: Transaction) throws {
        try db.execute("UPDATE events SET address = '', agent = '', origin_salt = NULL WHERE \(condition)")
    }

    /// Nobody seals what is being taken out.
    private static func lockChain(_ business: Int64, in db: Transaction) throws {
        try db.execute(
            "INSERT INTO event_chains (business_id, position, hash) VALUES (\(business), 0, '') ON CONFLICT (business_id) DO NOTHING"
        )
        let lock = db.dialect.forUpdate
        _ = try db.rows("SELECT position FROM event_chains WHERE business_id = \(business)\(lock)")
    }
}
