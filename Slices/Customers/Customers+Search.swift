import Catalogue
import Storage

extension Snapshot {
    /// With the business whose contact it is.
    package func customer(_ id: CustomerID) throws -> (business: BusinessID, customer: Customer)? {
        try first("SELECT * FROM customers WHERE id = \(id)").map { (try $0["business_id"], try Customer($0)) }
    }

    package func customer(_ business: BusinessID, _ id: CustomerID) throws -> Customer? {
        try first("SELECT * FROM customers WHERE business_id = \(business) AND id = \(id)").map(Customer.init)
    }

    /// Customers with `text` in their name or e-mail address, or `phone` in their number, by name.
    package func customers(_ business: BusinessID, _ text: SearchText, phone: SearchText?, limit: Int) throws
        -> [Customer]
    {
        let byPhone: SQL = phone.map { " OR \($0.isIn("phone"))" } ?? ""
        return try rows(
            """
            SELECT * FROM customers WHERE business_id = \(business) AND erased_at IS NULL AND (\(text.isIn(anyOf: ["name", "email"]))\(byPhone))
            ORDER BY name, id LIMIT \(limit)
            """
        ).map(Customer.init)
    }
}

extension Transaction {
    /// Whether the customer is known; if so, nobody erases them before this transaction ends. For who is about to write about them.
    package func keeps(_ business: BusinessID, _ id: CustomerID) throws -> Bool {
        let lock = dialect.forReference
        return try exists(
            "SELECT id FROM customers WHERE business_id = \(business) AND id = \(id) AND erased_at IS NULL\(lock)")
    }

    /// The customer, whom nobody books for meanwhile: who is about to be erased.
    package func lockedCustomer(_ business: BusinessID, _ id: CustomerID) throws -> Customer? {
        let lock = dialect.forUpdate
        return try first("SELECT * FROM customers WHERE business_id = \(business) AND id = \(id)\(lock)").map(
            Customer.init)
    }
}
