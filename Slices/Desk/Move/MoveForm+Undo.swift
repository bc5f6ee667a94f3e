import Bookings
import Catalogue
import Kernel
import Scheduling
import Web

/// The way back from a move: the exact place that the booking had.
extension MoveForm {
    private static let place = Schema(
        "FormerPlace",
        [
            Field("start", .formatted(.instant), sample: "2026-11-24T08:00:00Z"),
            Field("duration_minutes", .integer(5...1_440), sample: 60),
            Field("resource_id", .list(.formatted(.id(ResourceID.self)), max: 20), optional: true, sample: nil),
            Field("session_id", .formatted(.id(SessionID.self)), optional: true, sample: nil),
            Field("location_id", .formatted(.id(LocationID.self)), optional: true, sample: nil),
        ])

    func undo(_ path: String) -> Undo {
        let needed = taken.intersection(offering.needs.joined())
        var fields = ["start": booking.start.rfc3339, "duration_minutes": "\(booking.minutes)"]
        if booking.session == nil { fields["resource_id"] = needed.sorted().map(\.description).joined(separator: "\n") }
        fields["session_id"] = booking.session?.description
        if booking.session == nil { fields["location_id"] = booking.location?.description }
        return Undo(path, fields)
    }

    /// Throws 422 for what is no place.
    static func former(_ texts: [String: String], _ booking: Booking) throws -> Move {
        let fields = try place.accept(form: texts)
        if booking.session != nil { return Move(session: fields.id("session_id")) }
        var move = Move(start: fields.instant("start"), resources: fields.ids("resource_id"))
        let minutes = fields.integer("duration_minutes")
        move.minutes = minutes == booking.minutes ? nil : minutes
        move.location = fields.id("location_id")
        return move
    }
}
