import Bookings
import Catalogue
import House
import Identity
import Jobs
import Kernel
import Mail
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
            "CREATE INDEX messages_booking ON messages (business_id, booking_id)")
    ]
    package static let listeners = ["requested", "confirmed", "rejected", "cancelled", "expired", "rescheduled"].map {
        Listener("booking.\($0)", job: "Messages.compose")
    }

    let house: House
    let bookings: BookingSlice
    /// Nil: nothing leaves the house, and the outbox page is where mails are read.
    let transport: (any MailTransport)?
    let from: EmailAddress

    package init(_ house: House, bookings: BookingSlice, transport: (any MailTransport)?, from: EmailAddress) {
        self.house = house
        self.bookings = bookings
        self.transport = transport
        self.from = from
    }

    package var endpoints: [Endpoint] { [] }
    package var pages: [PageRoute] { house.rules.isOutboxOpen ? outboxPages : [] }
    package var jobs: [JobHandler] { [composeJob, sendJob] }
}
