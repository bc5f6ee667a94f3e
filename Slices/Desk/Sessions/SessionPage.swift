import Bookings
import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// One session: who comes, and what can be changed.
struct SessionPage: Page {
    struct Guest: Sendable {
        let guestHref: String
        let who: String
        let reference: String
        let party: String
        let names: String?
        let answers: [String]
        let note: String?
        let status: String
        let statusLabel: String
        let steps: [BookingDetailPage.Step]
    }
    struct Clash: Sendable {
        let clashHref: String
        let clashText: String
    }

    static let template = "session"
    let title: String
    let back: String
    let when: String
    let seats: SeatsLine
    let isCancelled: Bool
    let isClosed: Bool
    let waits: Bool
    let reason: String?
    let facts: [BookingDetailPage.Fact]
    let note: String?
    let guests: [Guest]
    let hasGuests: Bool
    let newHref: String?
    let removeHref: String?
    let action: String
    /// Nil for who may not change it, and for one that is over.
    let change: FormView?
    /// Bookings that do not fit into what was asked for.
    let clashes: [Clash]
    let hasClashes: Bool

    static let schema = Schema("SessionChangeForm", SchedulingSlice.look)

    static func form(_ values: [String: String], _ problem: Problem?, _ words: Wording) -> FormView {
        FormView(
            [
                FormField("max_capacity", .input(type: "number"), inputmode: "numeric", min: "1", max: "100000"),
                FormField(
                    "booking_deadline_hours", .input(type: "number"), inputmode: "numeric", hint: true, min: "0",
                    max: "8760"),
                FormField("is_bookable", .checkbox, hint: true), FormField("has_waiting_list", .checkbox, hint: true),
                FormField("note", .textarea(rows: 2), hint: true),
            ], schema: schema, prefix: "sessions.field", values: values, problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> SessionPage {
        let base = "/desk/swim-school"
        let guest = Guest(
            guestHref: "\(base)/bookings/bkg_1", who: "John Doe", reference: "K7M2Q9XA", party: "2",
            names: "John, Jane", answers: ["How well do you swim? A little"], note: "First time",
            status: "confirmed", statusLabel: words("web.status.confirmed"),
            steps: [.sample(words)])
        return SessionPage(
            title: "Crawl class", back: "\(base)/sessions?date=2026-11-23",
            when: "Monday, 23 November 2026, 16:00–17:00, Europe/Madrid (CET)",
            seats: SeatsLine(taken: 2, of: 8, words), isCancelled: true, isClosed: true, waits: true,
            reason: "Ana is ill",
            facts: [.init(factLabel: words("booking.fact.with"), factText: "Ana", factHref: "/")], note: "Bring fins",
            guests: [guest], hasGuests: true, newHref: "\(base)/bookings/new",
            removeHref: "\(base)/sessions/ses_1/remove",
            action: "\(base)/sessions/ses_1",
            change: form(["max_capacity": ""], .field("max_capacity", "required"), words),
            clashes: [Clash(clashHref: "\(base)/bookings/bkg_1", clashText: "John Doe")], hasClashes: true)
    }
}

/// Makes the page of one session.
struct SessionScene {
    let session: Session
    let book: Book
    let scene: DeskScene
    let bookings: [Booking]
    let names: [BookingID: [String]]
    let people: [String]

    private var words: Wording { scene.words }
    private var isOver: Bool { session.cancelledAt != nil }

    func page(typed: [String: String]? = nil, _ problem: Problem? = nil) -> SessionPage {
        let path = "\(scene.base)/sessions/\(session.id)"
        let mayChange = scene.member.may(.scheduleModify) && !isOver
        let hasRoom = session.seats.left > 0 || scene.member.may(.bookingOverbook)
        let mayBook = scene.member.may(.bookingCreate) && !isOver && session.start > scene.now && hasRoom
        let clashes = clashes(problem)
        return SessionPage(
            title: book.offering(session.offering)?.name ?? "–",
            back: "\(scene.base)/sessions?date=\(scene.zone.local(session.start).date)",
            when: words.formats.range(from: session.start, to: session.end, in: scene.zone).asTitle,
            seats: SeatsLine(taken: session.seats.claimed, of: session.seats.capacity, words), isCancelled: isOver,
            isClosed: !isOver && !session.isBookable, waits: session.hasWaitingList, reason: session.reason,
            facts: facts, note: session.note, guests: bookings.map(guest), hasGuests: !bookings.isEmpty,
            newHref: mayBook
                ? "\(scene.base)/bookings/new?offering_id=\(session.offering)&session_id=\(session.id)" : nil,
            removeHref: mayChange ? "\(path)/remove" : nil, action: path,
            change: mayChange ? SessionPage.form(typed ?? values, problem, words) : nil,
            clashes: clashes, hasClashes: !clashes.isEmpty)
    }

    private var values: [String: String] {
        [
            "max_capacity": "\(session.seats.capacity)",
            "booking_deadline_hours": session.deadlineHours.map { "\($0)" } ?? "",
            "is_bookable": "\(session.isBookable)", "has_waiting_list": "\(session.hasWaitingList)",
            "note": session.note ?? "",
        ]
    }

    private var facts: [BookingDetailPage.Fact] {
        var facts: [BookingDetailPage.Fact] = []
        func add(_ label: String, _ text: String?) {
            guard let text, !text.isEmpty else { return }
            facts.append(.init(factLabel: label, factText: text, factHref: nil))
        }
        add(words("booking.fact.with"), people.joined(separator: ", "))
        if let location = book.location(session.location) {
            add(words("booking.fact.where"), book.business.place(at: location))
        }
        add(words("session.length"), words.formats.duration(minutes: session.minutes))
        if let offering = book.offering(session.offering), !isOver {
            let last = session.bookableUntil(book, offering)
            add(words("session.until"), words.formats.dateTime(last, in: scene.zone))
        }
        return facts
    }

    private func guest(_ booking: Booking) -> SessionPage.Guest {
        let reader = Reader(scene.member)
        let path = "\(scene.base)/bookings/\(booking.id)"
        return SessionPage.Guest(
            guestHref: path, who: booking.clientName ?? words("booking.no_client"), reference: booking.reference,
            party: words.formats.number(booking.party),
            names: reader.showsContact ? names[booking.id]?.joined(separator: ", ") : nil,
            answers: reader.showsContact ? booking.answers.map { $0.line(words) } : [], note: booking.notes,
            status: booking.status.rawValue, statusLabel: words("web.status.\(booking.status.rawValue)"),
            steps: isOver ? [] : scene.steps(booking, back: "session"))
    }

    private func clashes(_ problem: Problem?) -> [SessionPage.Clash] {
        guard problem?.code == "capacity_claimed" else { return [] }
        return bookings.map { booking in
            SessionPage.Clash(
                clashHref: "\(scene.base)/bookings/\(booking.id)",
                clashText: words(
                    "session.clash", ["who": booking.clientName ?? words("booking.no_client")], count: booking.party))
        }
    }
}

extension DeskSlice {
    /// The session of the path, of this business and no other.
    func session(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> Session {
        guard let session = try db.session(try visit.id("id", SessionID.self)), session.business == member.business.id
        else { throw Problem.notFound }
        try db.requireOwn(session, of: member)
        return session
    }

    func sessionPage(
        _ visit: Visit, _ member: Membership, typed: [String: String]? = nil, _ problem: Problem? = nil,
        in db: Snapshot
    ) throws -> SessionPage {
        let session = try session(visit, member, in: db)
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        let bookings = try db.seated(session)
        return SessionScene(
            session: session, book: book, scene: scene(visit, member, in: db), bookings: bookings,
            names: try db.participants(session.business, of: bookings),
            people: try db.resourceNames(session.business, of: session.id)
        ).page(typed: typed, problem)
    }

    func changeSession(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .scheduleModify, reach: .own) { member, db in
            let session = try session(visit, member, in: db)
            let texts = ["is_bookable": "false", "has_waiting_list": "false"].merging(visit.body.texts) { $1 }
            let names = SessionPage.schema.fields.map(\.name)
            let fields = try SessionPage.schema.accept(form: texts.filter { names.contains($0.key) })
            let change = fields.clearing(["booking_deadline_hours", "note"])
            _ = try scheduling.changeSession(session.id, change, by: Origin(visit), in: db)
            return Answer.see("/desk/\(member.business.slug)/sessions/\(session.id)").noticing(
                "bookings.notice.session_changed")
        } refused: { problem, member, db in
            try sessionPage(visit, member, typed: visit.body.texts, problem, in: db)
        }
    }
}
