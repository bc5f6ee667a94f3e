import Catalogue
import Kernel
import Storage

extension CustomerSlice {
    /// The customer with this e-mail address, else with this phone number, else a new one (H1). A known customer keeps their name
    /// and gets what was not known of them.
    ///
    /// - Parameter isByStaff: whether somebody who knows them says so. A stranger who types somebody's number beside an address of their
    ///   own does not become them.
    package func match(_ business: BusinessID, name: String, _ reach: Reach, isByStaff: Bool, in db: Transaction) throws
        -> Customer
    {
        func find() throws -> Customer? { try row(business, reach, isByStaff, in: db).map(Customer.init) }
        if let known = try find() { return try complete(known, business, reach, in: db) }
        let id = db.newID(CustomerID.self)
        let added = try db.execute(
            """
            INSERT INTO customers (business_id, id, name, email, phone, created_at, updated_at)
            VALUES (\(business), \(id), \(name), \(reach.email), \(reach.phone), \(db.now), \(db.now))
            ON CONFLICT DO NOTHING
            """)
        if added == 1 { return Customer(id, name: name, reach) }
        // Nothing is added when another booking of the same person came first; that row is committed by now.
        guard let known = try find() else {
            throw StorageFault.conflict("a customer could neither be added nor found")
        }
        return known
    }

    private func row(_ business: BusinessID, _ reach: Reach, _ isByStaff: Bool, in db: Snapshot) throws -> Row? {
        // Whoever is being erased at this moment is waited for, and then looked for in vain.
        let lock = db.dialect.forReference
        if let email = reach.email {
            let byEmail = try db.first(
                "SELECT * FROM customers WHERE business_id = \(business) AND email = \(email)\(lock)")
            if let byEmail { return byEmail }
        }
        guard let phone = reach.phone, isByStaff || reach.email == nil else { return nil }
        // With an address that nobody has yet, a phone number names only somebody whose address is not known.
        let nameless: SQL = reach.email == nil ? "" : " AND email IS NULL"
        return try db.first(
            "SELECT * FROM customers WHERE business_id = \(business) AND phone = \(phone)\(nameless) ORDER BY id LIMIT 1\(lock)"
        )
    }

    private func complete(_ known: Customer, _ business: BusinessID, _ reach: Reach, in db: Transaction) throws
        -> Customer
    {
        guard known.email == nil && reach.email != nil || known.phone == nil && reach.phone != nil else { return known }
        let row = try db.first(
            """
            UPDATE customers SET email = COALESCE(email, \(reach.email)), phone = COALESCE(phone, \(reach.phone)), updated_at = \(db.now)
            WHERE business_id = \(business) AND id = \(known.id) RETURNING *
            """)
        return try row.map(Customer.init) ?? known
    }
}
