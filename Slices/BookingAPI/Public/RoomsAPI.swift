import Catalogue
import House
import Kernel
import Scheduling
import Storage
import Web

/// Rooms by the hour, as anybody may ask for them (B5, C5).
extension BookingAPISlice {
    var roomEndpoints: [Endpoint] { [roomsEndpoint, timeslotsEndpoint] }

    private static let room = [
        Field("id", .formatted(.id(ResourceID.self)), sample: .string(ResourceID(rawValue: 1).description)),
        Field("name", .text(1...120), sample: "Room 2"),
        Field("description", .text(0...2_000), nullable: true, sample: nil),
        Field("capacity", .integer(1...100_000), "Bookings at one time.", sample: 1),
        Field("room_kind", .choice(RoomKind.allCases.map(\.rawValue)), nullable: true, sample: "consultation"),
        Field("hourly_rate", .formatted(.decimal), nullable: true, sample: "20.00"),
        Field("currency", .formatted(.currency), sample: "EUR"),
        Field("metadata", .free(bytes: 4_000), sample: [:]),
        Field("business", .formatted(.slug), sample: "praxis-lindenhof"),
        Field(
            "offering_id", .formatted(.id(OfferingID.self)), "What to book it by.",
            sample: .string(OfferingID(rawValue: 1).description)),
        Field("min_duration_minutes", .integer(5...1_440), sample: 60),
        Field("max_duration_minutes", .integer(5...1_440), sample: 240),
        Field("duration_step_minutes", .integer(5...1_440), sample: 30), Image.listField,
    ]

    private var roomsEndpoint: Endpoint {
        Endpoint(
            .get, "/bookings/rooms", "Rooms that can be booked by the hour", capabilities: ["B5"], access: .anyone,
            query: [
                Field("business", .formatted(.slug), "Its public link's name.", sample: "praxis-lindenhof"),
                Field("room_kind", .choice(RoomKind.allCases.map(\.rawValue)), optional: true, sample: nil),
            ], answer: Schema("BookableRoom", Self.room, list: true)
        ) { visit in
            try await house.store.read { db in
                guard let book = try scheduling.book(visit.query.text("business") ?? "", in: db),
                    book.business.isActive
                else { throw Problem.notFound }
                let kind = visit.query.text("room_kind").flatMap(RoomKind.init)
                let rooms = book.bookableRooms.filter { kind == nil || $0.room.roomKind == kind }
                return .json(.list(rooms) { $0.room.json(bookedBy: $0.offering, book, house.baseURL) })
            }
        }
    }

    private var timeslotsEndpoint: Endpoint {
        Endpoint(
            .get, "/bookings/rooms/{room_id}/timeslots", "A room's free times of one date, for a length",
            capabilities: ["C5"],
            access: .anyone,
            query: [
                Field("date", .formatted(.date), "In the business's zone.", sample: "2026-11-23"),
                Field(
                    "duration", .integer(5...1_440), optional: true, "Minutes; the offering's own unless given.",
                    sample: 60),
                Field(
                    "offering_id", .formatted(.id(OfferingID.self)), optional: true,
                    "Where several offerings let the room.", sample: nil),
            ],
            answer: Schema(
                "RoomTimeslot",
                [
                    Field(
                        "room_id", .formatted(.id(ResourceID.self)),
                        sample: .string(ResourceID(rawValue: 1).description)),
                    Field("start_time", .formatted(.instant), sample: "2026-11-23T08:00:00Z"),
                    Field("end_time", .formatted(.instant), sample: "2026-11-23T09:00:00Z"),
                    Field("is_available", .boolean, sample: true),
                    Field("price", .formatted(.decimal), "For the whole length.", sample: "20.00"),
                    Field("currency", .formatted(.currency), sample: "EUR"),
                    Field("max_bookings", .integer(1...100_000), sample: 1),
                    Field("available_spots", .integer(0...100_000), sample: 1),
                ], list: true)
        ) { visit in
            let id = try visit.id("room_id", ResourceID.self)
            return try await house.store.read { db in
                guard let slug = try db.slug(ofRoom: id), let book = try scheduling.book(slug, in: db),
                    book.business.isActive,
                    let found = book.bookableRooms.first(where: { room in
                        room.room.id == id
                            && (visit.query.id("offering_id", OfferingID.self).map { $0 == room.offering.id } ?? true)
                    })
                else { throw Problem.notFound }
                let wish = try Wish(
                    found.offering, minutes: visit.query.integer("duration"), party: nil,
                    resources: [id])
                guard let date = visit.query.date("date") else { throw Problem.field("date", "required") }
                let free = try scheduling.freeTimes(
                    book, found.offering, wish, from: date, through: date, in: book.zone, db)
                let price = try wish.price(found.offering, book)
                return .json(
                    .list(free.slots) { slot in
                        [
                            "room_id": .string(id.description), "start_time": .string(slot.start.rfc3339),
                            "end_time": .string(slot.end.rfc3339), "is_available": true,
                            "price": .string(price.decimal),
                            "currency": .string(price.currency.code), "max_bookings": .number(found.room.capacity),
                            "available_spots": .number(slot.spots),
                        ]
                    })
            }
        }
    }
}

extension Book {
    /// Each active room with each offering that lets it.
    var bookableRooms: [(room: Resource, offering: Offering)] {
        shown.filter { $0.kind == .room }.flatMap { offering in
            fitting(offering.needs, at: nil).joined().filter { $0.kind == .room }.map { ($0, offering) }
        }
    }
}

extension Resource {
    fileprivate func json(bookedBy offering: Offering, _ book: Book, _ baseURL: String) -> JSON {
        let currency = offering.price.currency
        let rate =
            offering.price.minor > 0 ? offering.price : hourlyRate.map { Money(minor: Int64($0), currency: currency) }
        let lengths = offering.terms.lengths
        let room: JSON = [
            "id": .string(id.description), "name": .string(name), "description": .text(description),
            "capacity": .number(capacity), "room_kind": .text(roomKind?.rawValue),
            "hourly_rate": .text(offering.terms.pricing == .perHour ? rate?.decimal : nil),
            "currency": .string(currency.code), "metadata": metadata, "business": .string(book.business.slug),
            "offering_id": .string(offering.id.description),
            "min_duration_minutes": .number(lengths?.least ?? offering.durationMinutes),
            "max_duration_minutes": .number(lengths?.most ?? offering.durationMinutes),
            "duration_step_minutes": .number(lengths?.step ?? offering.stepMinutes),
        ]
        return room.adding((book.images[.resource(id)] ?? []).member(name, baseURL))
    }
}
