import Catalogue
import House
import Kernel
import Storage
import Timekeeping
import Web

extension SchedulingSlice {
    private static let slot = [
        Field("start_time", .formatted(.time), "Local.", sample: "09:00"),
        Field("end_time", .formatted(.time), "Local.", sample: "10:00"),
        Field("available_spots", .integer(0...100_000), sample: 1),
        Field("start", .formatted(.instant), sample: "2026-11-23T08:00:00Z"),
        Field("end", .formatted(.instant), sample: "2026-11-23T09:00:00Z"),
        Field("session_id", .formatted(.id(SessionID.self)), optional: true, "Of a course: what to book.", sample: nil),
        Field(
            "location_id", .formatted(.id(LocationID.self)), optional: true, "Of a course, where it is known.",
            sample: nil),
    ]

    package static let availability = Schema(
        "Availability", map: .list(.object(slot), max: 1_000),
        sample: [
            "2026-11-23": [
                [
                    "start_time": "09:00", "end_time": "10:00", "available_spots": 1,
                    "start": "2026-11-23T08:00:00Z", "end": "2026-11-23T09:00:00Z",
                ]
            ]
        ])

    var availabilityEndpoint: Endpoint {
        Endpoint(
            .get, "/public/{slug}/availability", "Free times by local date", capabilities: ["C1", "C11"],
            access: .anyone,
            query: [
                Field(
                    "offering_id", .formatted(.id(OfferingID.self)),
                    sample: .string(OfferingID(rawValue: 1).description))
            ] + ZonedDates.fields + Self.wishFields,
            answer: Self.availability,
            shortcut: { incoming, parameters in remembered(incoming, parameters) }
        ) { visit in
            let slug = visit.parameter("slug")
            let key = "\(slug)?\(visit.incoming.query)"
            return try await cache.once(key) { mark in
                try await house.store.read { db in
                    guard let book = try book(slug, in: db), book.business.isActive else { throw Problem.notFound }
                    let free = try freeTimes(visit.query, book, db)
                    let answer = Answer.json(bytes: free.json)
                    cache.keep(answer, key, business: book.business.id.rawValue, mark: mark, until: free.until)
                    return answer
                }
            }
        }
    }

    /// What may be asked for besides an offering and dates.
    package static let wishFields = [
        Field(
            "duration_minutes", .integer(5...1_440), optional: true, "Where the offering lets the client choose.",
            sample: nil),
        Field("party", .integer(1...1_000), optional: true, "Places in one booking; 1 unless given.", sample: nil),
        Field(
            "resource_id", .formatted(.id(ResourceID.self)), optional: true,
            "Whom or which room, where the offering lets the client choose.", sample: nil),
        Field(
            "location_id", .formatted(.id(LocationID.self)), optional: true, "At which location; any unless given.",
            sample: nil),
    ]

    private func remembered(_ incoming: Incoming, _ parameters: [String: String]) -> Answer? {
        cache.answer("\(parameters["slug"] ?? "")?\(incoming.query)", at: house.clock.now())
    }

    private func freeTimes(_ query: Fields, _ book: Book, _ db: Snapshot) throws -> FreeTimes {
        guard let id = query.id("offering_id", OfferingID.self), let offering = book.offering(id), offering.isActive
        else {
            throw Problem.field("offering_id", "not_found")
        }
        let dates = try ZonedDates(query, or: book.zone, house.zones)
        return try freeTimes(
            book, offering, Wish(offering, query, book), from: dates.first, through: dates.last, in: dates.zone, db)
    }
}

extension Wish {
    /// From `duration_minutes`, `party`, `resource_id` and `location_id`. Throws 422 for what the offering does not allow.
    package init(_ offering: Offering, _ fields: Fields, _ book: Book, isByStaff: Bool = false) throws(Problem) {
        let wish = try Wish(
            offering, minutes: fields.integer("duration_minutes"), party: fields.integer("party"),
            resources: fields.id("resource_id", ResourceID.self).map { [$0] } ?? [], isByStaff: isByStaff)
        self = try wish.at(fields.id("location_id"), offering, book)
    }
}

extension FreeTimes {
    /// `{"2026-11-23": [{"start_time": "09:00", …}]}`, written straight to bytes: this is the most asked question of all.
    package var json: [UInt8] {
        var output: [UInt8] = [UInt8(ascii: "{")]
        output.reserveCapacity(256 + slots.count * 140)
        for (index, day) in days.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output.append(contentsOf: "\"\(day.date)\":[".utf8)
            for (index, slot) in day.slots.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                output.append(contentsOf: #"{"start_time":""#.utf8)
                output.append(contentsOf: zone.local(slot.start).time.description.utf8)
                output.append(contentsOf: #"","end_time":""#.utf8)
                output.append(contentsOf: zone.local(slot.end).time.description.utf8)
                output.append(contentsOf: #"","available_spots":"#.utf8)
                output.append(contentsOf: String(slot.spots).utf8)
                output.append(contentsOf: #","start":""#.utf8)
                output.append(contentsOf: slot.start.rfc3339.utf8)
                output.append(contentsOf: #"","end":""#.utf8)
                output.append(contentsOf: slot.end.rfc3339.utf8)
                if let session = slot.session {
                    output.append(contentsOf: #"","session_id":""#.utf8)
                    output.append(contentsOf: session.description.utf8)
                }
                if let location = slot.location {
                    output.append(contentsOf: #"","location_id":""#.utf8)
                    output.append(contentsOf: location.description.utf8)
                }
                output.append(contentsOf: #""}"#.utf8)
            }
            output.append(UInt8(ascii: "]"))
        }
        output.append(UInt8(ascii: "}"))
        return output
    }
}
