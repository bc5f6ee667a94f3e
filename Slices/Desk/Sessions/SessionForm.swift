import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// How sessions are added: one, the same every week, or as many as the opening hours have room for.
enum SessionWay: String, CaseIterable {
    case one, weekly, hours

    /// The names of its fields, in their order; weekdays and people are boxes of their own.
    var fields: [String] {
        let (first, last) = (
            ["offering_id", "location_id", "start_date"],
            ["max_capacity", "booking_deadline_hours", "is_bookable", "has_waiting_list", "note"]
        )
        return switch self {
        case .one: first + ["start_time", "duration_minutes"] + last
        case .weekly: first + ["until", "start_time", "duration_minutes", "every_weeks", "skip_closed"] + last
        case .hours: first + ["end_date", "start_time", "end_time", "slot_duration", "gap_minutes"] + last
        }
    }

    var schema: Schema {
        let needed: [String] =
            switch self {
            case .one: ["start_time"]
            case .weekly: ["start_time", "until"]
            case .hours: ["end_date"]
            }
        let own = [
            Field("start_time", .formatted(.time), optional: !needed.contains("start_time"), sample: "16:00"),
            Field("end_time", .formatted(.time), optional: true, sample: nil),
            Field("until", .formatted(.date), optional: !needed.contains("until"), sample: "2027-01-31"),
            Field("end_date", .formatted(.date), optional: !needed.contains("end_date"), sample: "2026-12-18"),
            Field("duration_minutes", .integer(5...1_440), optional: true, sample: nil),
            Field("slot_duration", .integer(5...1_440), optional: true, sample: nil),
            Field("gap_minutes", .integer(0...1_440), optional: true, sample: nil),
            Field("every_weeks", .integer(1...52), optional: true, sample: nil),
            Field("skip_closed", .boolean, optional: true, sample: true),
        ].filter { fields.contains($0.name) }
        return Schema("SessionForm", Self.common + own + SchedulingSlice.look)
    }

    private static let common = [
        Field("offering_id", .formatted(.id(OfferingID.self)), sample: "off_1"),
        Field("location_id", .formatted(.id(LocationID.self)), optional: true, sample: nil),
        Field("start_date", .formatted(.date), sample: "2026-11-23"),
        Field("weekdays", .list(.integer(1...7), max: 7), optional: true, sample: []),
        Field("resource_ids", .list(.formatted(.id(ResourceID.self)), max: 20), optional: true, sample: []),
    ]
}

/// The form that adds sessions.
struct SessionForm {
    let way: SessionWay
    let book: Book
    let words: Wording

    var courses: [Offering] { book.offerings.filter { $0.kind == .course } }

    func view(_ values: [String: String], _ problem: Problem?) -> FormView {
        FormView(
            way.fields.filter { $0 != "location_id" || !book.openLocations.isEmpty }.map(field), schema: way.schema,
            prefix: "sessions.field", values: values, problem: problem,
            words: words)
    }

    private func field(_ name: String) -> FormField {
        func number(_ min: String, _ max: String, hint: Bool = true) -> FormField {
            FormField(name, .input(type: "number"), inputmode: "numeric", hint: hint, min: min, max: max)
        }
        let isOne = way != .hours
        return switch name {
        case "offering_id": FormField(name, .select(courses.map { ($0.id.description, $0.name) }))
        case "location_id":
            FormField(
                name,
                .select(
                    [(value: "", label: words("sessions.where"))]
                        + book.openLocations.map { ($0.id.description, $0.name) }))
        case "start_date":
            FormField(name, .input(type: "date"), label: words(way == .one ? "sessions.on" : "sessions.from"))
        case "start_time":
            FormField(name, .input(type: "time"), label: words(isOne ? "sessions.at" : "sessions.not_before"))
        case "until", "end_date": FormField(name, .input(type: "date"))
        case "end_time": FormField(name, .input(type: "time"))
        case "max_capacity": number("1", "100000", hint: false)
        case "booking_deadline_hours": number("0", "8760")
        case "every_weeks": number("1", "52")
        case "gap_minutes": number("0", "1440", hint: false)
        case "duration_minutes", "slot_duration": number("5", "1440")
        case "note": FormField(name, .textarea(rows: 2), hint: true)
        default: FormField(name, .checkbox, hint: true)
        }
    }

    /// Days of the week, and the people and rooms that courses need.
    func groups(_ values: [String: String]) -> [ChoiceGroup] {
        func chosen(_ name: String) -> [String] { (values[name] ?? "").split(separator: "\n").map(String.init) }
        var groups: [ChoiceGroup] = []
        if way != .one {
            let days = chosen("weekdays")
            groups.append(
                ChoiceGroup(
                    "weekdays", legend: words("sessions.weekdays"), note: words("sessions.weekdays.\(way.rawValue)"),
                    Weekday.allCases.map {
                        .init(
                            "\($0.rawValue)", words.formats.weekday($0).asTitle,
                            isChosen: days.contains("\($0.rawValue)"))
                    }))
        }
        let ids = chosen("resource_ids")
        let needed = Set(courses.flatMap { $0.needs.joined() })
        let resources = book.resources.values.filter { needed.contains($0.id) }.sorted {
            ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name)
        }
        if !resources.isEmpty {
            groups.append(
                ChoiceGroup(
                    "resource_ids", legend: words("sessions.people"), note: words("sessions.people.hint"),
                    resources.map {
                        .init($0.id.description, $0.name, isChosen: ids.contains($0.id.description))
                    }))
        }
        return groups
    }

    /// What the form says when it opens.
    func fresh(today: LocalDate, _ query: Fields) -> [String: String] {
        [
            "offering_id": query.text("offering_id") ?? "", "start_date": today.adding(days: 1).description,
            "max_capacity": "8", "is_bookable": "true", "skip_closed": "true",
        ]
    }

    /// What was typed, as a timetable. Throws 422.
    func timetable(_ texts: [String: String], _ scheduling: SchedulingSlice) throws -> Timetable {
        let fields = try way.schema.accept(
            form: texts.filter { name, _ in way.schema.fields.contains { $0.name == name } })
        guard let offering = fields.id("offering_id", OfferingID.self).flatMap(book.offering) else {
            throw Problem.field("offering_id", "not_found")
        }
        var look = SessionLook()
        look.isBookable = fields.bool("is_bookable") ?? false
        look.hasWaitingList = fields.bool("has_waiting_list") ?? false
        look.deadlineHours = fields.integer("booking_deadline_hours")
        look.note = fields.text("note")
        let times =
            try way == .hours ? scheduling.grid(fields, book, offering) : scheduling.series(fields, book, offering)
        return Timetable(
            offering: offering, times: times, capacity: fields.integer("max_capacity") ?? 1,
            resources: fields.ids("resource_ids", ResourceID.self) ?? [], location: fields.id("location_id"),
            keepsHours: way == .hours, look: look)
    }
}
