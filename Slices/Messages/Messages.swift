import Bookings
import Catalogue
import House
import Identity
import Jobs
import Kernel
import Mail
import Members
import Storage
import Web

/// What people are told, by mail so far: written with a key that makes it one of its kind, sent by a job, kept with its fate (F1, F3, F7).
package struct MessageSlice: Slice {
    package static let files = Embedded.files
    package static let migrations = [
        Migration(
            "Messages 001 messages",
            """
            CREATE TABLE messages (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                id BIGINT NOT NULL,
                key TEXT NOT NULL,
                booking_id BIGINT,
                kind TEXT NOT NULL,
                audience TEXT NOT NULL CHECK (audience IN ('client', 'owner')),
                to_address TEXT NOT NULL,
                to_name TEXT,
                reply_to TEXT,
                subject TEXT NOT NULL,
                body_text TEXT NOT NULL,
                body_html TEXT NOT NULL,
                calendar_method TEXT,
                calendar TEXT,
                state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'opened', 'clicked', 'failed', 'suppressed')),
                transport TEXT,
                error TEXT,
                created_at BIGINT NOT NULL,
                sent_at BIGINT,
                PRIMARY KEY (business_id, id))
            """,
            "CREATE UNIQUE INDEX messages_key ON messages (business_id, key)",
            "CREATE UNIQUE INDEX messages_id ON messages (id)",
            "CREATE INDEX messages_booking ON messages (business_id, booking_id)"),
        // Mails about accounts belong to no business: their business is 0, as that of the platform's events.
        Migration(
            "Messages 002 mails about accounts",
            """
            CREATE TABLE messages_anew (
                business_id BIGINT NOT NULL,
                id BIGINT NOT NULL,
                key TEXT NOT NULL,
                booking_id BIGINT,
                kind TEXT NOT NULL,
                audience TEXT NOT NULL CHECK (audience IN ('client', 'owner', 'user')),
                to_address TEXT NOT NULL,
                to_name TEXT,
                reply_to TEXT,
                subject TEXT NOT NULL,
                body_text TEXT NOT NULL,
                body_html TEXT NOT NULL,
                calendar_method TEXT,
                calendar TEXT,
                state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'opened', 'clicked', 'failed', 'suppressed')),
                transport TEXT,
                error TEXT,
                has_secret BIGINT NOT NULL CHECK (has_secret IN (0, 1)),
                created_at BIGINT NOT NULL,
                sent_at BIGINT,
                PRIMARY KEY (business_id, id))
            """,
            """
            INSERT INTO messages_anew (business_id, id, key, booking_id, kind, audience, to_address, to_name, reply_to, subject,
                body_text, body_html, calendar_method, calendar, state, transport, error, has_secret, created_at, sent_at)
            SELECT business_id, id, key, booking_id, kind, audience, to_address, to_name, reply_to, subject, body_text,
                body_html, calendar_method, calendar, state, transport, error, 0, created_at, sent_at FROM messages
            """,
            "DROP TABLE messages",
            "ALTER TABLE messages_anew RENAME TO messages",
            "CREATE UNIQUE INDEX messages_key ON messages (business_id, key)",
            "CREATE UNIQUE INDEX messages_id ON messages (id)",
            "CREATE INDEX messages_booking ON messages (business_id, booking_id)"),
        // A user is found by who they are: the address of an account changes, and one that is not proven may be anybody's.
        Migration(
            "Messages 003 whose account",
            "ALTER TABLE messages ADD COLUMN user_id BIGINT",
            """
            UPDATE messages SET user_id = (SELECT u.id FROM users u WHERE u.email = messages.to_address)
            WHERE business_id = 0 AND kind LIKE 'account.%'
            """,
            "CREATE INDEX messages_user ON messages (user_id) WHERE user_id IS NOT NULL",
            "CREATE INDEX messages_address ON messages (to_address)",
            "CREATE INDEX messages_told ON messages (created_at) WHERE subject <> ''"),
        // What a mail says is stored once, and how it looks is made of it when it is read.
        Migration(
            "Messages 004 what mails say",
            "ALTER TABLE messages DROP COLUMN body_html",
            "ALTER TABLE messages RENAME COLUMN body_text TO body",
            "ALTER TABLE messages ADD COLUMN language TEXT NOT NULL DEFAULT 'en'"),
    ]
    package static let listeners =
        ["requested", "confirmed", "rejected", "cancelled", "expired", "rescheduled"].map {
            Listener("booking.\($0)", job: "Messages.compose")
        } + AccountMail.kinds.map { Listener("user.\($0)", job: "Messages.compose_account") }
        + ["invited", "invitation_resent"].map { Listener("member.\($0)", job: "Messages.compose_invitation") }
        + ["sent", "wanted"].map { Listener("booking.link_\($0)", job: "Messages.compose_link") }
        + [
            Listener("customer.code_requested", job: "Messages.compose_code"),
            Listener("customer.erasure_requested", job: "Messages.compose_erasure"),
        ]

    let house: House
    let identity: IdentitySlice
    let members: MemberSlice
    let bookings: BookingSlice
    /// Nil: nothing leaves the house, and the outbox page is where mails are read.
    let transport: (any MailTransport)?
    let from: EmailAddress

    package init(
        _ house: House, identity: IdentitySlice, members: MemberSlice, bookings: BookingSlice,
        transport: (any MailTransport)?, from: EmailAddress
    ) {
        self.house = house
        self.identity = identity
        self.members = members
        self.bookings = bookings
        self.transport = transport
        self.from = from
    }

    package var pages: [PageRoute] { house.rules.isOutboxOpen ? outboxPages : [] }
    package var jobs: [JobHandler] {
        [
            composeJob, composeLinkJob, composeCodeJob, composeAccountJob, composeInvitationJob, composeErasureJob,
            sendJob,
        ]
    }
}
