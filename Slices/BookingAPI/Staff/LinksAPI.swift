import Bookings
import House
import Identity
import Kernel
import Storage
import Web

/// The links to a booking, for staff: who has one, ending it, sending another. Their secrets are shown to nobody.
extension BookingAPISlice {
    var linkEndpoints: [Endpoint] { [listLinks, sendLinkEndpoint, revokeLinkEndpoint] }

    private static let link = [
        Field("id", .formatted(.id(LinkID.self)), sample: .string(LinkID(rawValue: 1).description)),
        Field("purpose", .choice(LinkPurpose.allCases.map(\.rawValue)), sample: "manage"),
        Field(
            "participant_id", .formatted(.id(ParticipantID.self)), nullable: true, "None: the customer's.", sample: nil),
        Field("created_at", .formatted(.instant), sample: "2026-11-21T09:00:00Z"),
        Field("expires_at", .formatted(.instant), sample: "2027-02-21T09:00:00Z"),
        Field("used_at", .formatted(.instant), nullable: true, "To the hour.", sample: nil),
        Field("revoked_at", .formatted(.instant), nullable: true, sample: nil),
    ]
    private static let person = [
        Field("id", .formatted(.id(ParticipantID.self)), sample: .string(ParticipantID(rawValue: 1).description)),
        Field("name", .text(0...120), sample: "John Doe"),
        Field("email", .formatted(.email), nullable: true, sample: "john@example.com"),
    ]

    private var listLinks: Endpoint {
        Endpoint(
            .get, "/bookings/{id}/links", "The links by which a booking's customer and participants come to it",
            capabilities: ["D6"], access: .member("booking:create"),
            answer: Schema(
                "BookingLinks",
                [
                    Field(
                        "links", .list(.object(Self.link), max: BookingSlice.linksShown),
                        sample: [Schema("", Self.link).sample]
                    ),
                    Field(
                        "participants", .list(.object(Self.person), max: 1_000),
                        sample: [Schema("", Self.person).sample]
                    ),
                ])
        ) { visit in
            let id = try visit.id("id", BookingID.self)
            return try await house.store.read { db in
                let (booking, member) = try found(visit, id, .bookingCreate, in: db)
                return try linkList(booking, for: Reader(member), in: db)
            }
        }
    }

    /// Names and addresses are for who sees clients' contact data: an API key may send links without.
    private func linkList(_ booking: Booking, for reader: Reader, in db: Snapshot) throws -> Answer {
        let people = reader.showsContact ? try db.participantList(booking) : []
        return .json([
            "links": .list(try db.links(booking)) { link in
                [
                    "id": .string(link.id.description), "purpose": .string(link.purpose.rawValue),
                    "participant_id": .text(link.participant?.description),
                    "created_at": .string(link.createdAt.rfc3339), "expires_at": .string(link.expiresAt.rfc3339),
                    "used_at": .text(link.usedAt?.rfc3339), "revoked_at": .text(link.revokedAt?.rfc3339),
                ]
            },
            "participants": .list(people) { one in
                ["id": .string(one.id.description), "name": .string(one.name), "email": .text(one.email)]
            },
        ])
    }

    private var sendLinkEndpoint: Endpoint {
        .write(
            .post, "/bookings/{id}/links", "Mail somebody a new link; the ones they had end", capabilities: ["D6"],
            access: .member("booking:create"), body: BookingSlice.receiver, success: 202, answer: nil
        ) { visit in
            let id = try visit.id("id", BookingID.self)
            return try await house.store.once(visit) { db in
                try found(visit, id, .bookingCreate, in: db).0
            } work: { booking, db in
                try bookings.sendLink(booking, to: visit.body.id("participant_id"), by: Origin(visit), in: db)
                return Answer(202)
            }
        }
    }

    private var revokeLinkEndpoint: Endpoint {
        .write(
            .delete, "/bookings/{id}/links/{link_id}", "End a link", capabilities: ["D6"],
            access: .member("booking:create"), success: 204, answer: nil
        ) { visit in
            let (id, link) = (try visit.id("id", BookingID.self), try visit.id("link_id", LinkID.self))
            return try await house.store.once(visit) { db in
                try found(visit, id, .bookingCreate, in: db).0
            } work: { booking, db in
                try bookings.revokeLink(link, of: booking, by: Origin(visit), in: db)
                return .nothing
            }
        }
    }
}
