import Catalogue
import Kernel
import Storage

package struct CustomerID: EntityID, ColumnValue {
    package static let prefix = "cus"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// How somebody can be reached, normalised; at least one of the two.
package struct Reach: Sendable, Equatable {
    package let email: String?
    package let phone: String?

    /// Nil when both are missing.
    package init?(email: String?, phone: String?) {
        guard email != nil || phone != nil else { return nil }
        self.email = email
        self.phone = phone
    }

    /// An e-mail address, and perhaps a phone number too.
    package init(email: String, andPhone phone: String?) {
        self.email = email
        self.phone = phone
    }
}

/// A contact of one business; may have no login.
package struct Customer: Sendable {
    package let id: CustomerID
    package let name: String
    package let email: String?
    package let phone: String?
    /// When all that was known of them was taken out; nil for somebody who is known.
    package let erasedAt: Instant?
    /// Nobody knew them before: the match that returned this has written them.
    package let isNew: Bool

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        email = try row["email"]
        phone = try row["phone"]
        erasedAt = try row["erased_at"]
        isNew = false
    }

    /// One that was added just now.
    init(_ id: CustomerID, name: String, _ reach: Reach) {
        self.id = id
        self.name = name
        email = reach.email
        phone = reach.phone
        erasedAt = nil
        isNew = true
    }
}
