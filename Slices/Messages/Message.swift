import Bookings
import Catalogue
import Identity
import Kernel
import Mail
import Storage
import Web
import Words

package struct MessageID: EntityID, ColumnValue {
    package static let prefix = "msg"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Whom a message is for.
enum Audience: String, Sendable, ColumnValue {
    case client, owner
    /// The user of an account.
    case user
}

/// One communication to one person, with its delivery state.
struct Message: Sendable {
    let id: MessageID
    let business: BusinessID
    let toAddress: String
    let toName: String?
    let replyTo: String?
    let kind: String
    let audience: Audience
    let subject: String
    /// As `MailPage` stores it; empty once it is forgotten.
    let body: String
    let language: Language
    let calendar: CalendarPart?
    let state: String
    let error: String?
    let createdAt: Instant

    init(_ row: Row) throws {
        id = try row["id"]
        business = try row["business_id"]
        toAddress = try row["to_address"]
        toName = try row["to_name"]
        replyTo = try row["reply_to"]
        kind = try row["kind"]
        audience = try row["audience"]
        subject = try row["subject"]
        body = try row["body"]
        language = Language(tag: try row["language"]) ?? .en
        let (method, text): (String?, String?) = (try row["calendar_method"], try row["calendar"])
        calendar = method.flatMap { method in text.map { CalendarPart(method: method, text: $0) } }
        state = try row["state"]
        error = try row["error"]
        createdAt = try row["created_at"]
    }
}

/// What a new row of `messages` is made from.
struct NewMessage: Sendable {
    /// One message a key and business, whatever runs twice.
    let key: String
    let business: BusinessID
    let booking: BookingID?
    let kind: String
    let audience: Audience
    let toAddress: String
    let toName: String?
    let replyTo: String?
    let page: MailPage
    var calendar: CalendarPart?
    /// Whose account it is about.
    var user: UserID?
    /// Whether it carries a token: what it says is forgotten once it has left the house.
    var hasSecret = false
}

extension Transaction {
    /// Adds the message unless its key is there. Returns its id, nil when it was there.
    ///
    /// - Parameter transport: nil when it is still to be sent, else by what it has been.
    func insert(_ new: NewMessage, sentBy transport: String? = nil) throws -> MessageID? {
        let id = newID(MessageID.self)
        let added = try execute(
            """
            INSERT INTO messages (business_id, id, key, booking_id, kind, audience, to_address, to_name, reply_to, subject, body, language,
                calendar_method, calendar, state, has_secret, transport, created_at, sent_at, user_id)
            VALUES (\(new.business), \(id), \(new.key), \(new.booking), \(new.kind), \(new.audience), \(new.toAddress),
                \(new.toName), \(new.replyTo), \(new.page.title), \(new.page.body.text), \(new.page.lang),
                \(new.calendar?.method), \(new.calendar?.text), \(transport == nil ? "queued" : "sent"), \(new.hasSecret),
                \(transport), \(now), \(transport == nil ? nil : now), \(new.user))
            ON CONFLICT (business_id, key) DO NOTHING
            """)
        return added == 1 ? id : nil
    }

    func mark(_ message: Message, sentBy transport: String) throws {
        if transport != "outbox" { try forgetSecret(message) }
        try execute(
            """
            UPDATE messages SET state = 'sent', transport = \(transport), error = NULL, sent_at = \(now)
            WHERE business_id = \(message.business) AND id = \(message.id)
            """)
    }

    /// A token that opens an account or a booking stays nowhere but in its reader's mailbox.
    private func forgetSecret(_ message: Message) throws {
        try execute(
            """
            UPDATE messages SET body = '', calendar = NULL
            WHERE business_id = \(message.business) AND id = \(message.id) AND has_secret = 1
            """)
    }

    func mark(_ message: Message, failed error: String) throws {
        try forgetSecret(message)
        try execute(
            """
            UPDATE messages SET state = 'failed', error = \(error)
            WHERE business_id = \(message.business) AND id = \(message.id)
            """)
    }
}

extension Snapshot {
    func message(_ id: MessageID) throws -> Message? {
        try first("SELECT * FROM messages WHERE id = \(id)").map(Message.init)
    }

    func latestMessages(_ count: Int) throws -> [Message] {
        try rows("SELECT * FROM messages ORDER BY id DESC LIMIT \(count)").map(Message.init)
    }
}
