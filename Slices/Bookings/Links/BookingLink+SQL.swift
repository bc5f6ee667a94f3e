import Catalogue
import Identity
import Kernel
import Storage

extension Transaction {
    /// A link whose secret has this hash, with the code for the desk that goes with it; one without a secret, while its mail is being
    /// written, has none yet.
    @discardableResult
    func insertLink(_ purpose: LinkPurpose, _ participant: ParticipantID?, of booking: Booking, _ secret: Secret?)
        throws
        -> LinkID
    {
        let (id, life) = (newID(LinkID.self), booking.end + purpose.life)
        guard let secret else {
            try post(
                """
                INSERT INTO booking_links (business_id, booking_id, id, purpose, participant_id, secret_hash, created_at, expires_at)
                VALUES (\(booking.business), \(booking.id), \(id), \(purpose), \(participant), '', \(now), \(life))
                """)
            return id
        }
        try post(
            """
            INSERT INTO booking_links (business_id, booking_id, id, purpose, participant_id, parent_id, secret_hash, created_at, expires_at)
            VALUES (\(booking.business), \(booking.id), \(id), \(purpose), \(participant), \(LinkID?.none), \(secret.hash), \(now), \(life)),
                (\(booking.business), \(booking.id), \(newID(LinkID.self)), \(LinkPurpose.checkIn), \(participant), \(id),
                \(Secret.hash(DeskCode.of(secret.text))), \(now), \(booking.end))
            """)
        return id
    }

    /// Gives a link that waits for its mail its secret, and the code for the desk.
    func complete(_ link: BookingLink, of booking: Booking, _ secret: Secret) throws {
        try execute(
            """
            UPDATE booking_links SET secret_hash = \(secret.hash)
            WHERE business_id = \(booking.business) AND booking_id = \(booking.id) AND id = \(link.id) AND secret_hash = ''
            """)
        try execute(
            """
            INSERT INTO booking_links (business_id, booking_id, id, purpose, participant_id, parent_id, secret_hash, created_at, expires_at)
            VALUES (\(booking.business), \(booking.id), \(newID(LinkID.self)), \(LinkPurpose.checkIn), \(link.participant), \(link.id),
                \(Secret.hash(DeskCode.of(secret.text))), \(now), \(booking.end))
            """)
    }

    /// Ends a link and what goes with it. Returns whether it was open.
    func revokeLink(_ id: LinkID, of booking: Booking) throws -> Bool {
        try execute(
            """
            UPDATE booking_links SET revoked_at = \(now)
            WHERE business_id = \(booking.business) AND booking_id = \(booking.id) AND (id = \(id) OR parent_id = \(id))
                AND revoked_at IS NULL
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

    /// Of one person's links the latest stay open, so that nobody can make any number of them.
    func revokeLinks(of participant: ParticipantID?, _ booking: Booking, beyond most: Int) throws {
        try execute(
            """
            UPDATE booking_links SET revoked_at = \(now)
            WHERE business_id = \(booking.business) AND booking_id = \(booking.id) AND revoked_at IS NULL
                AND COALESCE(participant_id, 0) = \(participant?.rawValue ?? 0) AND COALESCE(parent_id, id) NOT IN (
                    SELECT l.id FROM booking_links l
                    WHERE l.business_id = \(booking.business) AND l.booking_id = \(booking.id) AND l.parent_id IS NULL
                        AND COALESCE(l.participant_id, 0) = \(participant?.rawValue ?? 0) AND l.revoked_at IS NULL
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
        try rows(
            """
            SELECT * FROM booking_links WHERE business_id = \(business) AND booking_id IN \(list: bookings)
                AND (secret_hash = \(hash) OR secret_hash IS NULL) AND purpose IN \(list: purposes) AND revoked_at IS NULL
                AND expires_at > \(now)
            """
        ).map(BookingLink.init)
    }

    /// A booking's links, the latest first; the codes for the desk that go with them are left out.
    package func links(_ booking: Booking) throws -> [BookingLink] {
        try rows(
            """
            SELECT * FROM booking_links WHERE business_id = \(booking.business) AND booking_id = \(booking.id) AND parent_id IS NULL
            ORDER BY id DESC LIMIT 100
            """
        ).map(BookingLink.init)
    }
}
