import Catalogue
import Identity
import Kernel
import Storage

extension Transaction {
    /// A link that is opened by `secret`, with the code for the desk that goes with it; one without a secret, while its mail is being
    /// written, has none yet.
    func insertLink(
        _ purpose: LinkPurpose, _ participant: ParticipantID?, of booking: Booking, _ id: LinkID, _ secret: Secret?
    ) throws {
        try post(
            """
            INSERT INTO booking_links (business_id, booking_id, id, purpose, participant_id, secret_hash, desk_hash, is_sealed, created_at,
                expires_at)
            VALUES (\(booking.business), \(booking.id), \(id), \(purpose), \(participant), \(secret?.hash ?? ""),
                \(secret.map(DeskCode.hash)), 1, \(now), \(booking.end + purpose.life))
            """)
    }

    /// Gives a link that waits for its mail its secret, and the code for the desk.
    func complete(_ link: BookingLink, of booking: Booking, _ secret: Secret) throws {
        try execute(
            """
            UPDATE booking_links SET secret_hash = \(secret.hash), desk_hash = \(DeskCode.hash(secret))
            WHERE business_id = \(booking.business) AND booking_id = \(booking.id) AND id = \(link.id) AND secret_hash = ''
            """)
    }

    func deleteLink(_ id: LinkID, of booking: Booking) throws {
        try execute(
            """
            DELETE FROM booking_links WHERE business_id = \(booking.business) AND booking_id = \(booking.id) AND id = \(id)
            """)
    }

    /// Ends a link and its code for the desk. Returns whether it was open.
    func revokeLink(_ id: LinkID, of booking: Booking) throws -> Bool {
        try execute(
            """
            UPDATE booking_links SET revoked_at = \(now)
            WHERE business_id = \(booking.business) AND booking_id = \(booking.id) AND id = \(id) AND revoked_at IS NULL
            """) > 0
    }

    /// Ends all that somebody has to a booking; the customer's where `participant` is nil.
    func revokeLinks(of participant: ParticipantID?, _ booking: Booking) throws {
        try execute(
            """
            UPDATE booking_links SET revoked_at = \(now)
            WHERE business_id = \(booking.business) AND booking_id = \(booking.id)
                AND COALESCE(participant_id, 0) = \(participant?.rawValue ?? 0) AND revoked_at IS NULL
            """)
    }

    /// Of the links that were ended the latest are remembered, so that ending and sending makes no heap of them.
    func forgetEndedLinks(_ booking: Booking, beyond most: Int) throws {
        try execute(
            """
            DELETE FROM booking_links
            WHERE business_id = \(booking.business) AND booking_id = \(booking.id) AND revoked_at IS NOT NULL
                AND id NOT IN (
                    SELECT l.id FROM booking_links l
                    WHERE l.business_id = \(booking.business) AND l.booking_id = \(booking.id) AND l.revoked_at IS NOT NULL
                    ORDER BY l.id DESC LIMIT \(most))
            """)
    }

    /// A booking that is moved takes its links along.
    func moveLinks(of booking: Booking, to end: Instant) throws {
        try post(
            """
            UPDATE booking_links SET expires_at = expires_at + \((end - booking.end).milliseconds)
            WHERE business_id = \(booking.business) AND booking_id = \(booking.id)
            """)
    }

    func noteUse(of link: LinkID, _ booking: Booking) throws {
        try execute(
            """
            UPDATE booking_links SET used_at = \(now)
            WHERE business_id = \(booking.business) AND booking_id = \(booking.id) AND id = \(link)
            """)
    }
}

extension Snapshot {
    /// The links of these bookings that this secret may open, those signed by the installation's key among them.
    func openLinks(_ business: BusinessID, _ bookings: [BookingID], _ hash: String, _ purposes: [LinkPurpose]) throws
        -> [BookingLink]
    {
        try openLinks(
            business, bookings, "(secret_hash = \(hash) OR secret_hash IS NULL) AND purpose IN \(list: purposes)")
    }

    /// The links of these bookings with which this code for the desk goes.
    func openLinks(_ business: BusinessID, _ bookings: [BookingID], deskHash: String) throws -> [BookingLink] {
        try openLinks(business, bookings, "desk_hash = \(deskHash)")
    }

    private func openLinks(_ business: BusinessID, _ bookings: [BookingID], _ fit: SQL) throws -> [BookingLink] {
        try rows(
            """
            SELECT * FROM booking_links WHERE business_id = \(business) AND booking_id IN \(list: bookings) AND \(fit)
                AND revoked_at IS NULL AND expires_at > \(now)
            """
        ).map(BookingLink.init)
    }

    /// A booking's links, the open ones and then the latest first.
    package func links(_ booking: Booking) throws -> [BookingLink] {
        try rows(
            """
            SELECT * FROM booking_links WHERE \(Self.links(of: booking))
            ORDER BY CASE WHEN revoked_at IS NULL THEN 0 ELSE 1 END, CASE WHEN participant_id IS NULL THEN 0 ELSE 1 END, id DESC
            LIMIT \(BookingSlice.linksShown)
            """
        ).map(BookingLink.init)
    }

    /// One of them; nil for a link of another booking.
    package func link(_ id: LinkID, of booking: Booking) throws -> BookingLink? {
        try first(
            "SELECT * FROM booking_links WHERE \(Self.links(of: booking)) AND id = \(id)"
        ).map(BookingLink.init)
    }

    /// Those whose mails are still to be written.
    func awaitedLinks(_ booking: Booking) throws -> [BookingLink] {
        try rows(
            """
            SELECT * FROM booking_links WHERE \(Self.links(of: booking)) AND secret_hash = '' AND revoked_at IS NULL
                AND expires_at > \(now) ORDER BY id
            """
        ).map(BookingLink.init)
    }

    /// Somebody's links that were not ended and can be made again; the customer's where `participant` is nil.
    func sealedLinks(_ booking: Booking, _ participant: ParticipantID?) throws -> [BookingLink] {
        try rows(
            """
            SELECT * FROM booking_links WHERE \(Self.links(of: booking)) AND is_sealed = 1
                AND COALESCE(participant_id, 0) = \(participant?.rawValue ?? 0) AND secret_hash <> '' AND revoked_at IS NULL
            ORDER BY id
            """
        ).map(BookingLink.init)
    }

    /// Whether it has or had any.
    func hasLinks(_ booking: Booking) throws -> Bool {
        try exists("SELECT 1 FROM booking_links WHERE \(Self.links(of: booking)) LIMIT 1")
    }

    func linkHashes(_ booking: Booking) throws -> Set<String> {
        let hashes: [String?] = try rows(
            """
            SELECT secret_hash FROM booking_links
            WHERE \(Self.links(of: booking)) AND participant_id IS NULL
            """
        ).map { try $0[0] }
        return Set(hashes.compactMap { $0 })
    }

    private static func links(of booking: Booking) -> SQL {
        "business_id = \(booking.business) AND booking_id = \(booking.id)"
    }
}
