import Crypto
import House
import Kernel
import Storage

extension EventLog {
    /// Closes the chain over up to `limit` events that are not in it yet: each gets the next position and
    /// `SHA-256(previous hash ‖ its content)`. One sealer at a time a business, by the chain's row. Returns how many were sealed.
    package static func seal(limit: Int = 500, in db: Transaction) throws -> Int {
        let businesses = try db.rows(
            """
            SELECT DISTINCT business_id FROM (SELECT business_id FROM events WHERE position IS NULL
                ORDER BY business_id, id LIMIT \(limit)) waiting ORDER BY business_id
            """)
        var count = 0
        for row in businesses where count < limit { count += try seal(try row[0], limit: limit - count, in: db) }
        return count
    }

    private static func seal(_ business: Int64, limit: Int, in db: Transaction) throws -> Int {
        try db.execute(
            "INSERT INTO event_chains (business_id, position, hash) VALUES (\(business), 0, '') ON CONFLICT (business_id) DO NOTHING"
        )
        let lock = db.dialect.forUpdate
        guard let head = try db.first("SELECT position, hash FROM event_chains WHERE business_id = \(business)\(lock)")
        else { return 0 }
        // Read under the lock: nobody else seals these, or takes anything out of them.
        let rows = try db.rows(
            """
            SELECT business_id, id, action, actor, subject, at, details, address, agent FROM events
            WHERE position IS NULL AND business_id = \(business) ORDER BY id LIMIT \(limit)
            """)
        var position: Int64 = try head[0]
        var hash: String = try head[1]
        for row in rows {
            let id: EventID = try row["id"]
            let (details, origin) = (Commitment(try Commitment.details(row)), Commitment(try Commitment.origin(row)))
            (position, hash) = (position + 1, try link(hash, row, details.hash, origin.hash))
            try db.post(
                """
                UPDATE events SET position = \(position), hash = \(hash), details_salt = \(details.salt),
                    details_hash = \(details.hash), origin_salt = \(origin.salt), origin_hash = \(origin.hash)
                WHERE business_id = \(business) AND id = \(id)
                """)
        }
        try db.execute("UPDATE event_chains SET position = \(position), hash = \(hash) WHERE business_id = \(business)")
        return rows.count
    }

    /// The hash of an event that comes after one with hash `previous`: of what it says that nobody ever takes out, and of the hashes of
    /// what may be.
    private static func link(_ previous: String, _ row: Row, _ details: String, _ origin: String) throws -> String {
        var hasher = SHA256()
        hasher.update(data: Array(previous.utf8))
        for value in row.values.prefix(6) + [.text(details), .text(origin)] {
            let text =
                switch value {
                case .null: "n"
                case .integer(let number): "i\(number)"
                case .text(let text): "t\(text.utf8.count):\(text)"
                case .bytes(let bytes): "b\(bytes.count):\(bytes)"
                }
            hasher.update(data: Array(text.utf8))
        }
        return hasher.finalize().hexadecimal
    }

    /// Walks every chain from its start.
    static let chainProof = Proof("the event log's chains are whole: no event was changed, taken out or put in") { db in
        var faults: [String] = []
        var (business, hash, position): (Int64, String, Int64) = (-1, "", 0)
        let rows = try db.rows(
            """
            SELECT business_id, id, action, actor, subject, at, details, address, agent, position, hash, details_salt, details_hash,
                origin_salt, origin_hash
            FROM events WHERE position IS NOT NULL ORDER BY business_id, position
            """)
        for row in rows {
            let owner: Int64 = try row[0]
            if owner != business { (business, hash, position) = (owner, "", 0) }
            position += 1
            hash = try link(hash, row, row["details_hash"] ?? "", row["origin_hash"] ?? "")
            let id: EventID = try row[1]
            if try !Commitment.hold(row) {
                faults.append("event \(id) of business \(business) says something else than it did")
            }
            if try row["position"] != position || row["hash"] != hash {
                faults.append("event \(id) of business \(business) does not follow from the one before")
                (hash, position) = (try row["hash"], try row["position"])
            }
        }
        for head in try db.rows(
            "SELECT c.business_id FROM event_chains c WHERE c.position <> (SELECT COUNT(*) FROM events e WHERE e.business_id = c.business_id AND e.position IS NOT NULL)"
        ) { faults.append("the chain of business \(try head[0] as Int64) has lost events") }
        for row in try db.rows(lostDetails) {
            let id: EventID = try row[1]
            faults.append(
                "event \(id) of business \(try row[0] as Int64) has lost what it says, and nobody was erased since")
        }
        for row in try db.rows(lostOrigins(at: db.now)) {
            let id: EventID = try row[1]
            faults.append(
                "event \(id) of business \(try row[0] as Int64) has lost where from it was done, and nobody was erased for it"
            )
        }
        return (rows.count, faults)
    }

    /// Details are taken out of the chain only when somebody is erased, which is an event after them.
    private static let lostDetails: SQL = """
        SELECT e.business_id, e.id FROM events e WHERE e.details_hash IS NOT NULL AND e.details_salt IS NULL AND NOT EXISTS (
            SELECT 1 FROM events x WHERE x.business_id = e.business_id AND x.action = 'customer.erased' AND x.id >= e.id)
        ORDER BY e.business_id, e.id LIMIT 20
        """

    /// Where from something was done is taken out when it is old, when a client is erased who may have done it, and when the user is who
    /// did it or whom it was about.
    private static func lostOrigins(at now: Instant) -> SQL {
        """
        SELECT e.business_id, e.id FROM events e WHERE e.origin_hash IS NOT NULL AND e.origin_salt IS NULL
            AND e.at >= \(now - originsKept)
            AND NOT (e.actor IN ('guest', 'customer') AND EXISTS (
                SELECT 1 FROM events x WHERE x.business_id = e.business_id AND x.action = 'customer.erased' AND x.id >= e.id))
            AND NOT EXISTS (SELECT 1 FROM events x WHERE x.business_id = 0 AND x.action = 'user.erased'
                AND (x.subject = e.actor OR e.business_id = 0 AND x.subject = e.subject))
        ORDER BY e.business_id, e.id LIMIT 20
        """
    }
}
