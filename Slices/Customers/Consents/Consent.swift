import Catalogue
import Identity
import Kernel
import Storage
import Web
import Words

package struct ConsentID: EntityID, ColumnValue {
    package static let prefix = "con"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// By which way a consent came in.
package enum ConsentDoor: String, Sendable, ColumnValue, CaseIterable {
    /// The public form, the API for clients, somebody at the desk, the client's own link, a user's account.
    case form, api, staff, link, account
}

/// One act of agreeing, or of taking it back. Acts are only ever added: what holds is the last one for its purpose.
package struct Consent: Sendable {
    package let id: ConsentID
    package let customer: CustomerID?
    /// `news`, or `question:<id>` for a question of an offering that asks for consent (B9).
    package let purpose: String
    /// The very words that were shown.
    package let wording: String
    package let language: Language
    package let isGiven: Bool
    package let door: ConsentDoor
    package let at: Instant

    package static let news = "news"

    init(_ row: Row) throws {
        id = try row["id"]
        customer = try row["customer_id"]
        purpose = try row["purpose"]
        wording = try row["wording"]
        language = Language(rawValue: try row["language"]) ?? .en
        isGiven = try row["is_given"]
        door = try row["door"]
        at = try row["created_at"]
    }
}

/// What is to be written down: the words, and the way it came.
package struct ConsentAct: Sendable {
    package let purpose: String
    package let wording: String
    package let language: Language
    package let isGiven: Bool
    package let door: ConsentDoor

    package init(_ purpose: String, wording: String, _ language: Language, isGiven: Bool = true, door: ConsentDoor) {
        self.purpose = purpose
        self.wording = wording
        self.language = language
        self.isGiven = isGiven
        self.door = door
    }
}

extension Transaction {
    /// Writes an act of a customer down.
    @discardableResult
    package func note(_ act: ConsentAct, of customer: CustomerID, _ business: BusinessID) throws -> ConsentID {
        let id = newID(ConsentID.self)
        try execute(
            """
            INSERT INTO consents (business_id, id, customer_id, purpose, wording, language, is_given, door, created_at)
            VALUES (\(business), \(id), \(customer), \(act.purpose), \(act.wording), \(act.language.code), \(act.isGiven), \(act.door), \(now))
            """)
        return id
    }

    /// Writes an act of a user down.
    @discardableResult
    package func note(_ act: ConsentAct, of user: UserID) throws -> ConsentID {
        let id = newID(ConsentID.self)
        try execute(
            """
            INSERT INTO consents (business_id, id, user_id, purpose, wording, language, is_given, door, created_at)
            VALUES (0, \(id), \(user), \(act.purpose), \(act.wording), \(act.language.code), \(act.isGiven), \(act.door), \(now))
            """)
        return id
    }
}

extension Snapshot {
    /// Acts of one customer, the latest first; 200 at most.
    package func consents(_ business: BusinessID, of customer: CustomerID) throws -> [Consent] {
        try rows(
            """
            SELECT * FROM consents WHERE business_id = \(business) AND customer_id = \(customer) ORDER BY id DESC LIMIT 200
            """
        ).map(Consent.init)
    }

    package func consents(of user: UserID) throws -> [Consent] {
        try rows("SELECT * FROM consents WHERE user_id = \(user) ORDER BY id DESC LIMIT 200").map(Consent.init)
    }

    /// Whether the last act of the customer for the purpose is a yes.
    package func agrees(_ business: BusinessID, _ customer: CustomerID, to purpose: String) throws -> Bool {
        try value(
            """
            SELECT is_given FROM consents WHERE business_id = \(business) AND customer_id = \(customer) AND purpose = \(purpose)
            ORDER BY id DESC LIMIT 1
            """) ?? false
    }
}
