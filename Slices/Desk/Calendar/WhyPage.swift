import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// Why a time of an offering is free or not (C10): every reason, with the way to whoever has it.
struct WhyPage: Page {
    static let template = "why"
    static let query = ["offering_id", "date", "time", "resource_id"].map {
        Field($0, .text(0...40), optional: true, sample: nil)
    }

    let title: String
    let back: String
    let action: String
    let form: FormView
    /// What was asked about; nil before anything was.
    let asked: String?
    let isFree: Bool
    let reasons: [MovePage.Reason]
    let newHref: String?

    fileprivate static func form(
        _ offerings: [Offering], _ values: [String: String], _ problem: Problem?, _ words: Wording
    ) -> FormView {
        let schema = Schema(
            "WhyForm",
            [
                Field("offering_id", .formatted(.id(OfferingID.self)), sample: "off_1"),
                Field("date", .formatted(.date), sample: "2026-11-23"),
                Field("time", .formatted(.time), sample: "09:00"),
                Field("resource_id", .formatted(.id(ResourceID.self)), optional: true, sample: nil),
            ])
        return FormView(
            [
                FormField("offering_id", .select(offerings.map { (value: $0.id.description, label: $0.name) })),
                FormField("date", .input(type: "date")), FormField("time", .input(type: "time")),
            ] + (values["resource_id"] == nil ? [] : [FormField("resource_id", .hidden)]), schema: schema,
            prefix: "entry.field", values: values, problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> WhyPage {
        WhyPage(
            title: words("why.title"), back: "/desk/swim-school/day", action: "/desk/swim-school/day/why",
            form: form([], ["date": "2026-11-23"], .field("time", "not_clock_time"), words),
            asked: "Private lesson, Monday, 23 November 2026 at 09:00, Europe/Madrid (CET)", isFree: true,
            reasons: [MovePage.Reason(reasonText: "Ana", reasonHref: "/desk/swim-school/bookings/bkg_1")],
            newHref: "/desk/swim-school/bookings/new")
    }
}

extension DeskSlice {
    func whyPage(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> WhyPage {
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        let (scene, words, texts) = (scene(visit, member, in: db), visit.words, visit.query.texts)
        let resource = texts["resource_id"].flatMap { ResourceID($0) }
        let offering = whyOffering(texts, resource, book)
        let date = texts["date"].flatMap { LocalDate($0) }
        let time = texts["time"].flatMap { LocalTime($0) }
        var problem: Problem?
        // The calendar's link brings a date alone.
        let isAsked = texts["offering_id"] != nil || texts["time"] != nil
        if isAsked, offering == nil { problem = .field("offering_id", "not_found") }
        if isAsked, date == nil { problem = .field("date", "not_date") }
        if isAsked, time == nil { problem = .field("time", "not_clock_time") }
        let start =
            problem == nil ? date.flatMap { date in time.map { book.zone.instant(of: LocalDateTime(date, $0)) } } : nil
        let found = try start.flatMap { start in
            try offering.map { try scheduling.explain(book, $0, wish($0, resource), start: start, in: db) }
        }
        var values = ["date": scene.today.description].merging(texts) { $1 }
        values["offering_id"] = offering?.id.description ?? values["offering_id"]
        let mayEnter = member.may(.bookingCreate) && found?.isFree ?? false
        return WhyPage(
            title: words("why.title"), back: "\(scene.base)/day?date=\(date ?? scene.today)",
            action: "\(scene.base)/day/why",
            form: WhyPage.form(
                book.offerings, values, problem, words),
            asked: found == nil
                ? nil : start.map { "\(offering?.name ?? ""), \(words.formats.dateTime($0, in: book.zone))" },
            isFree: found?.isFree ?? false,
            reasons: MovePage.Reason.list(found?.reasons ?? [], scene),
            newHref: mayEnter ? "\(scene.base)/bookings/new?\(Self.kept(values))" : nil)
    }

    private static func kept(_ values: [String: String]) -> String {
        WhyPage.query.compactMap { field in
            values[field.name].map { "\(field.name)=\(Encoding.encoded($0))" }
        }.joined(separator: "&")
    }

    /// The one that was chosen. A closed time of the calendar brings none: then one that needs whoever's column it is.
    private func whyOffering(_ texts: [String: String], _ resource: ResourceID?, _ book: Book) -> Offering? {
        if let id = texts["offering_id"] { return OfferingID(id).flatMap(book.offering) }
        guard texts["time"] != nil, let resource else { return nil }
        // Of a class there are no free times of somebody's own.
        let theirs = book.offerings.filter { $0.needs.joined().contains(resource) }
        return theirs.first { $0.kind != .course } ?? theirs.first ?? book.offerings.first
    }

    /// With whoever's column it is, where the offering can be with them.
    private func wish(_ offering: Offering, _ resource: ResourceID?) -> Wish {
        let chosen = resource.map { [$0] } ?? []
        return (try? Wish(offering, minutes: nil, party: nil, resources: chosen, isByStaff: true)) ?? Wish(offering)
    }
}

extension MovePage.Reason {
    /// Each sentence once, as several needs may have the same reason.
    fileprivate static func list(_ reasons: [Explanation.Reason], _ scene: DeskScene) -> [MovePage.Reason] {
        var seen: Set<String> = []
        return reasons.prefix(50).map { MovePage.Reason($0, scene) }.filter {
            seen.insert("\($0.reasonText) \($0.reasonHref ?? "")").inserted
        }
    }

    /// A reason as a sentence, with the way to whoever has the time.
    init(_ reason: Explanation.Reason, _ scene: DeskScene) {
        let href: String? =
            switch reason.holder {
            case .booking(let id): "\(scene.base)/bookings/\(id)"
            case .session(let id): "\(scene.base)/sessions/\(id)"
            case nil: nil
            }
        self.init(reasonText: reason.sentence(scene.words), reasonHref: href)
    }
}
