import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// What staff fill in for somebody who calls, writes or walks in (D2, D10).
enum EntryForm {
    private static let sources: [BookingSource] = [.phone, .email, .walkIn]
    private static let offering = Field("offering_id", .formatted(.id(OfferingID.self)), sample: "off_1")
    private static let date = Field("date", .formatted(.date), sample: "2026-11-23")
    private static let time = Field("time", .formatted(.time), sample: "09:00")

    /// What a link to the form may have chosen already.
    static let query = [offering, date, time].map { Field($0.name, $0.shape, optional: true, sample: $0.sample) }

    static let schema = Schema(
        "EntryForm",
        [offering, date, time, Field("source", .choice(sources.map(\.rawValue)), sample: "phone")]
            + Client.fields.filter { $0.name != "referral" }
            + [Field("allow_duplicate", .boolean, optional: true, sample: false)])

    static func view(
        _ offerings: [Offering], _ values: [String: String], _ problem: Problem?, _ words: Wording
    ) -> FormView {
        let choices = offerings.map { offering in
            let length = words.formats.duration(minutes: offering.durationMinutes)
            return (value: offering.id.description, label: "\(offering.name) (\(length))")
        }
        var fields = [
            FormField("offering_id", .select(choices)), FormField("date", .input(type: "date")),
            FormField("time", .input(type: "time"), hint: true),
            FormField("source", .select(sources.map { ($0.rawValue, words("source.\($0.rawValue)")) })),
            FormField("client_name", autocomplete: "off"),
            FormField("client_email", .input(type: "email"), autocomplete: "off", hint: true),
            FormField("client_phone", .input(type: "tel"), autocomplete: "off"), FormField("notes", .textarea(rows: 3)),
        ]
        if problem?.code == "duplicate_booking" { fields.append(FormField("allow_duplicate", .checkbox)) }
        return FormView(fields, schema: schema, prefix: "entry.field", values: values, problem: problem, words: words)
    }
}

/// Enter a booking for a client.
struct EntryPage: Page {
    static let template = "booking-new"
    let title: String
    let back: String
    let action: String
    let zoneNote: String
    let form: FormView
    /// Free times on the chosen day, where the chosen one is taken.
    let freeNote: String?
    let hasOfferings: Bool
    let empty: EmptyState?

    static func sample(_ words: Wording) -> EntryPage {
        EntryPage(
            title: words("entry.title"), back: "/desk/swim-school/bookings", action: "/desk/swim-school/bookings/new",
            zoneNote: words("desk.zone_note", ["zone": "Europe/Madrid (CET)"]),
            form: EntryForm.view([], ["date": "2026-11-23"], Problem(409, "duplicate_booking"), words),
            freeNote: words("entry.free", ["times": "09:00, 09:30"]), hasOfferings: true,
            empty: EmptyState(
                words("entry.empty.title"), words("entry.empty.text"), href: "/", action: words("entry.empty.action")))
    }
}

extension BookingSlice {
    private static let freeMost = 24

    func entryPage(
        _ visit: Visit, _ member: Membership, _ values: [String: String], _ problem: Problem? = nil, in db: Snapshot
    ) throws -> EntryPage {
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        let (scene, words) = (scene(visit, member, in: db), visit.words)
        let values = ["date": scene.today.description].merging(values) { $1 }
        return EntryPage(
            title: words("entry.title"), back: "\(scene.base)/bookings", action: "\(scene.base)/bookings/new",
            zoneNote: scene.zoneNote, form: EntryForm.view(book.offerings, values, problem, words),
            freeNote: problem?.code == "slot_taken" ? try freeNote(values, book, words, in: db) : nil,
            hasOfferings: !book.offerings.isEmpty,
            empty: book.offerings.isEmpty
                ? EmptyState(
                    words("entry.empty.title"), words("entry.empty.text"), href: "\(scene.base)/offerings/new",
                    action: words("entry.empty.action")) : nil)
    }

    private func freeNote(_ values: [String: String], _ book: Book, _ words: Wording, in db: Snapshot) throws -> String?
    {
        guard let offering = values["offering_id"].flatMap({ OfferingID($0) }).flatMap(book.offering),
            let date = values["date"].flatMap({ LocalDate($0) })
        else { return nil }
        let slots = try scheduling.freeTimes(
            book, offering, Wish(offering), from: date, through: date, in: book.zone, db
        ).slots
        let times = slots.prefix(Self.freeMost).map { words.formats.time($0.start, in: book.zone) }
        return times.isEmpty ? words("entry.none_free") : words("entry.free", ["times": times.joined(separator: ", ")])
    }

    func enter(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .bookingCreate) { member, db in
            guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
            let booking = try place(try entry(visit, book), book, by: Origin(visit), in: db)
            return Answer.see("/desk/\(member.business.slug)/bookings/\(booking.id)").noticing("bookings.notice.placed")
        } refused: { problem, member, db in
            try entryPage(visit, member, visit.body.texts, problem, in: db)
        }
    }

    private func entry(_ visit: Visit, _ book: Book) throws -> PlaceRequest {
        let fields = try EntryForm.schema.accept(form: visit.body.texts)
        guard let offering = fields.id("offering_id", OfferingID.self), let date = fields.date("date"),
            let time = fields.text("time").flatMap({ LocalTime($0) })
        else { throw Problem.field("time", "not_clock_time") }
        var ask = Ask(offering, start: book.zone.instant(of: LocalDateTime(date, time)))
        ask.isByStaff = true
        var request = PlaceRequest(ask, client: try Client(fields), language: book.business.language)
        request.source = fields.text("source").flatMap(BookingSource.init) ?? .phone
        request.allowsDuplicate = fields.bool("allow_duplicate") ?? false
        return request
    }
}
