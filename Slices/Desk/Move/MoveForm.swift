import Bookings
import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// How a move is asked for at the desk.
struct MoveForm {
    let booking: Booking
    let offering: Offering
    let book: Book
    let scene: DeskScene
    /// What the booking has now.
    let taken: Set<ResourceID>
    /// Sessions with places enough; for who may book beyond that, all.
    let others: [Session]

    static let query = [
        Field("date", .formatted(.date), optional: true, sample: "2026-11-24"),
        Field("time", .formatted(.time), optional: true, sample: "09:00"),
    ]
    static let schema = Schema(
        "MoveForm",
        query + NeedFields.schema + [
            NeedFields.location,
            Field("duration_minutes", .integer(5...1_440), optional: true, sample: nil),
            Field("session_id", .formatted(.id(SessionID.self)), optional: true, sample: nil), Overbooking.field,
        ])

    /// What is needed depends on what is moved; of what is shown, all of it.
    private static let look = Schema(
        "MoveForm",
        schema.fields.map {
            let isOptional = $0.name.hasPrefix("resource_") || $0.name == Overbooking.field.name
            return Field($0.name, $0.shape, optional: isOptional, sample: $0.sample)
        })

    private var words: Wording { scene.words }
    private var needs: NeedFields { NeedFields(offering: offering, book: book, words: words) }

    var values: [String: String] {
        let local = scene.zone.local(booking.start)
        let open = others.first { $0.seats.left >= booking.party }
        return needs.values(taken).merging([
            "session_id": open?.id.description ?? "", "location_id": booking.location?.description ?? "",
            "date": local.date.description,
            "time": local.time.description, "duration_minutes": "\(booking.minutes)",
        ]) { $1 }
    }

    func view(_ values: [String: String], _ problem: Problem?) -> FormView {
        FormView(
            fields + OverbookField.fields(problem, values, scene.member), schema: Self.look, prefix: "entry.field",
            values: values, problem: problem, words: words)
    }

    private var fields: [FormField] {
        if booking.session != nil {
            return [FormField("session_id", .select(others.map { ($0.id.description, scene.label($0)) }))]
        }
        let length = FormField(
            "duration_minutes", .input(type: "number"), inputmode: "numeric", min: "5", max: "1440")
        return [FormField("date", .input(type: "date")), FormField("time", .input(type: "time"))]
            + (offering.terms.lengths == nil ? [] : [length])
            + needs.locationField(any: booking.location == nil) + needs.fields
    }

    /// Throws 422, and 403 for an overbooking by who may not.
    func move(_ texts: [String: String]) throws -> Move {
        let names = Self.schema.fields.map(\.name)
        let fields = try Self.schema.accept(form: texts.filter { names.contains($0.key) })
        if booking.session != nil {
            guard let session = fields.id("session_id", SessionID.self) else {
                throw Problem.field("session_id", "required")
            }
            var move = Move(session: session)
            move.isOverbooking = try Overbooking.isAsked(fields, by: scene.member)
            return move
        }
        guard let date = fields.date("date") else { throw Problem.field("date", "required") }
        guard let time = fields.text("time").flatMap({ LocalTime($0) }) else { throw Problem.field("time", "required") }
        var move = Move(start: scene.zone.instant(of: LocalDateTime(date, time)))
        move.isOverbooking = try Overbooking.isAsked(fields, by: scene.member)
        let minutes = fields.integer("duration_minutes") ?? booking.minutes
        move.minutes = minutes == booking.minutes ? nil : minutes
        move.location = fields.id("location_id", LocationID.self).flatMap { $0 == booking.location ? nil : $0 }
        // Whom the form names is meant, though somebody else might be free; but nobody comes along to another location.
        if !needs.fields.isEmpty {
            move.resources = NeedFields.chosen(fields).filter { id in
                move.location.map { book.resources[id]?.location ?? $0 == $0 } ?? true
            }
        }
        return move
    }

    /// What the same booking would need elsewhere.
    func wish(_ move: Move?) throws -> Wish {
        let wish = try Wish(
            offering, minutes: move?.minutes ?? booking.minutes, party: booking.party,
            resources: move?.resources ?? [], isByStaff: true)
        return (try? wish.at(move?.location ?? booking.location, offering, book)) ?? wish
    }
}

extension DeskScene {
    /// A session in a list of choices: its time and the places that are left.
    func label(_ session: Session) -> String {
        let day = words.formats.date(zone.local(session.start).date, style: .weekdayDay)
        return words(
            "session.remove.place", ["when": "\(day), \(clock(session.start, session.end))"], count: session.seats.left)
    }
}
