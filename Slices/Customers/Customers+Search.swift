import Catalogue
import Storage

extension Snapshot {
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
            SELECT * FROM customers WHERE business_id = \(business) AND (\(text.isIn(anyOf: ["name", "email"]))\(byPhone))
            ORDER BY name, id LIMIT \(limit)
            """
        ).map(Customer.init)
    }
}
