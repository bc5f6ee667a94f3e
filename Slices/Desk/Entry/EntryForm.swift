import Bookings
import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// What staff fill in for somebody who calls, writes or walks in (D2, D10): the fields of the kind that is booked.
struct EntryForm {
    let offering: Offering
    let book: Book
    let scene: DeskScene
    /// Sessions of a course that have a place left; for who may book beyond that, all.
    let sessions: [Session]

    private static let sources: [BookingSource] = [.phone, .email, .walkIn]
    private static let offeringField = Field("offering_id", .formatted(.id(OfferingID.self)), sample: "off_1")
    private static let date = Field("date", .formatted(.date), sample: "2026-11-23")
    private static let time = Field("time", .formatted(.time), sample: "09:00")
    private static let session = Field("session_id", .formatted(.id(SessionID.self)), sample: "ses_1")

    /// What a link to the form may have chosen already.
    static let query =
        [offeringField, date, time, session].map {
            Field($0.name, $0.shape, optional: true, sample: $0.sample)
        } + [
            Field("q", .text(0...100), optional: true, "Looks for a client.", sample: "doe"),
            Field("customer", .text(1...40), optional: true, "A client who was found.", sample: nil),
            CalendarPlace.field, Field("resource_id", .formatted(.id(ResourceID.self)), optional: true, sample: nil),
        ]

    static func schema(_ offering: Offering?) -> Schema {
        let isCourse = offering?.kind == .course
        return Schema(
            "EntryForm",
            [offeringField] + (isCourse ? [session] : [date, time]) + NeedFields.schema + [
                NeedFields.location,
                Field("duration_minutes", .integer(5...1_440), optional: true, sample: nil),
                Field("party", .integer(1...1_000), optional: true, sample: nil),
                Field("participants", .text(0...4_000, lines: true), optional: true, sample: nil),
                Field("repeat_weeks", .integer(1...52), optional: true, sample: nil),
                Field("skip_taken", .boolean, optional: true, sample: nil),
                Field("source", .choice(sources.map(\.rawValue)), sample: "phone"),
            ] + Client.fields
                + [Field("allow_duplicate", .boolean, optional: true, sample: false), Overbooking.field]
                + AnswerFields.schema(offering?.terms.questions ?? []))
    }

    func view(_ values: [String: String], _ problem: Problem?) -> FormView {
        FormView(
            fields(values, problem), schema: Self.schema(offering), prefix: "entry.field", values: values,
            problem: problem.map(AnswerFields.named), words: scene.words)
    }

    private func fields(_ values: [String: String], _ problem: Problem?) -> [FormField] {
        var fields = [FormField("offering_id", .hidden)] + place + guests
        fields += AnswerFields.fields(offering.terms.questions)
        fields += Self.client(scene.words)
        fields.append(number("repeat_weeks", "1", "52"))
        if problem?.code == "series_unavailable" { fields.append(FormField("skip_taken", .checkbox)) }
        if problem?.code == "duplicate_booking" || values["allow_duplicate"] == "true" {
            fields.append(FormField("allow_duplicate", .checkbox))
        }
        return fields + OverbookField.fields(problem, values, scene.member)
    }

    private func number(_ name: String, _ min: String, _ max: String) -> FormField {
        FormField(name, .input(type: "number"), inputmode: "numeric", hint: true, min: min, max: max)
    }

    var needs: NeedFields { NeedFields(offering: offering, book: book, words: scene.words) }

    private var place: [FormField] {
        if offering.kind == .course {
            return [FormField("session_id", .select(sessions.map { ($0.id.description, scene.label($0)) }))]
        }
        return [FormField("date", .input(type: "date")), FormField("time", .input(type: "time"), hint: true)]
            + (offering.terms.lengths == nil ? [] : [number("duration_minutes", "5", "1440")])
            + needs.locationField(any: true) + needs.fields
    }

    private var guests: [FormField] {
        (offering.terms.partyMost > 1 || offering.kind == .course ? [number("party", "1", "1000")] : [])
            + (offering.terms.asksNames ? [FormField("participants", .textarea(rows: 3), hint: true)] : [])
    }

    static func client(_ words: Wording) -> [FormField] {
        [
            FormField("source", .select(sources.map { ($0.rawValue, words("source.\($0.rawValue)")) })),
            FormField("client_name", autocomplete: "off"),
            FormField("client_email", .input(type: "email"), autocomplete: "off", hint: true, either: true),
            FormField("client_phone", .input(type: "tel"), autocomplete: "off", either: true),
            FormField("referral", autocomplete: "off", hint: true),
            FormField("notes", .textarea(rows: 3)),
        ]
    }

    /// What was typed, and for how many weeks. Throws 422, and 403 for an overbooking by who may not.
    func request(_ texts: [String: String]) throws -> (PlaceRequest, weeks: Int, skipsTaken: Bool) {
        let schema = Self.schema(offering)
        let names = Set(schema.fields.map(\.name))
        let fields = try schema.accept(form: texts.filter { names.contains($0.key) })
        var ask = Ask(offering.id, start: try start(fields))
        ask.isByStaff = true
        ask.isOverbooking = try Overbooking.isAsked(fields, by: scene.member)
        ask.session = fields.id("session_id")
        ask.minutes = offering.kind == .course ? nil : fields.integer("duration_minutes")
        ask.party = fields.integer("party")
        ask.resources = NeedFields.chosen(fields)
        ask.location = fields.id("location_id")
        (ask.participants, ask.participantEmails) = try GuestLines.read(fields.text("participants") ?? "")
        ask.answers = AnswerFields.answers(offering.terms.questions, fields)
        var request = PlaceRequest(ask, client: try Client(fields), language: book.business.language)
        request.source = fields.text("source").flatMap(BookingSource.init) ?? .phone
        request.allowsDuplicate = fields.bool("allow_duplicate") ?? false
        return (request, fields.integer("repeat_weeks") ?? 1, fields.bool("skip_taken") ?? false)
    }

    private func start(_ fields: Fields) throws -> Instant {
        if offering.kind == .course { return scene.now }
        guard let date = fields.date("date"), let time = fields.text("time").flatMap({ LocalTime($0) }) else {
            throw Problem.field("time", "not_clock_time")
        }
        return book.zone.instant(of: LocalDateTime(date, time))
    }
}
