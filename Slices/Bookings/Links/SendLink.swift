import Identity
import Jobs
import Kernel
import Storage
import Web

extension BookingSlice {
    /// Whom a link is sent to.
    package static let receiver = Schema(
        "LinkReceiver",
        [
            Field(
                "participant_id", .formatted(.id(ParticipantID.self)), optional: true, "None: the customer.",
                sample: nil
            )
        ])

    /// Mails somebody a new link; the ones they had end. Throws 422 when their address is not known, 404 for a participant of another
    /// booking.
    package func sendLink(_ booking: Booking, to participant: ParticipantID?, by origin: Origin, in db: Transaction)
        throws
    {
        try allowLink(booking, to: participant, in: db)
        try db.revokeLinks(of: participant, booking)
        try awaitLink(booking, to: participant, "booking.link_sent", by: origin, in: db)
    }

    /// Ends one link; one that has ended stays as it is. Throws 404 for a link of another booking.
    package func revokeLink(_ id: LinkID, of booking: Booking, by origin: Origin, in db: Transaction) throws {
        guard try db.link(id, of: booking) != nil else { throw Problem.notFound }
        guard try db.revokeLink(id, of: booking) else { return }
        try emit(
            "booking.link_revoked", booking.business, booking.id, by: origin,
            details: ["link": .string(id.description)],
            in: db)
    }

    private func allowLink(_ booking: Booking, to participant: ParticipantID?, in db: Snapshot) throws {
        guard let participant else {
            guard booking.clientEmail != nil else { throw Problem.field("participant_id", "no_email") }
            return
        }
        guard let person = try db.participantList(booking).first(where: { $0.id == participant }) else {
            throw Problem.field("participant_id", "not_found")
        }
        guard person.email != nil else { throw Problem.field("participant_id", "no_email") }
    }

    /// The row of a link whose secret is made when its mail is written, so that it stands in no event and no job.
    private func awaitLink(
        _ booking: Booking, to participant: ParticipantID?, _ action: String, by origin: Origin, in db: Transaction
    ) throws {
        let id = db.newID(LinkID.self)
        try db.insertLink(participant == nil ? .manage : .view, participant, of: booking, id, nil)
        try db.forgetEndedLinks(booking, beyond: Self.endedMost)
        try emit(
            action, booking.business, booking.id, by: origin, details: ["link": .string(id.description)], in: db)
    }
}

extension BookingSlice {
    /// Asks for the link of a booking anew. What is done here is the same for everybody: a job finds out whether the reference and the
    /// address belong together, so neither the answer nor its time tells.
    package func wantLink(_ reference: String, email: String, _ visit: Visit, in db: Transaction) throws {
        try JobQueue.enqueue(
            "Bookings.want_link",
            personal: [
                "reference": String(reference.prefix(40)), "email": email, "address": visit.address,
                "agent": visit.agent,
            ], due: db.now, in: db)
    }

    /// How many mails one wish may bring, where one address is given for several participants.
    private static let lookersMost = 10

    /// The participants with this address, while their links still open.
    private func lookers(_ booking: Booking, email: String, in db: Snapshot) throws -> [ParticipantID?] {
        guard db.now < booking.end + LinkPurpose.view.life else { return [] }
        return Array(try db.participants(booking, email: email).prefix(Self.lookersMost))
    }

    var wantLinkJob: JobHandler {
        JobHandler(
            "Bookings.want_link",
            .inTransaction { job, db in
                guard let reference = Reference(job.personal["reference"] ?? ""), let email = job.personal["email"],
                    let booking = try db.booking(reference: reference.text), booking.status != .held,
                    db.now < booking.end + LinkPurpose.manage.life
                else { return }
                let people =
                    booking.clientEmail == email
                    ? [nil] : try lookers(booking, email: email, in: db)
                guard !people.isEmpty, try identity.mayMail(email, in: db) else { return }
                let origin = Origin(
                    actor: .guest, address: job.personal["address"] ?? "", agent: job.personal["agent"] ?? "")
                for person in people {
                    try awaitLink(booking, to: person, "booking.link_wanted", by: origin, in: db)
                }
            })
    }
}
