import Bookings
import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// Asks what becomes of those who have a place before a session is removed.
struct RemovalQuestion {
    let session: Session
    let course: String
    let scene: DeskScene
    /// Who has a place.
    let bookings: [Booking]
    /// Other sessions of the course that are still to come, with places left.
    let others: [Session]

    static let schema = Schema(
        "RemoveSessionForm",
        [
            Field("bookings", .choice(["move", "cancel"]), optional: true, sample: "cancel"),
            Field("to", .formatted(.id(SessionID.self)), optional: true, sample: nil),
            Field("reason", .text(1...500, lines: true), optional: true, sample: "Ana is ill."),
        ])

    private var words: Wording { scene.words }

    func page(_ typed: [String: String], _ problem: Problem?) -> ConfirmPage {
        let path = "\(scene.base)/sessions/\(session.id)"
        let values = ["course": course, "when": words.formats.dateTime(session.start, in: scene.zone)]
        return ConfirmPage(
            title: words("session.remove.title", values), text: text(values), label: words("session.remove"),
            action: "\(path)/remove", back: path,
            form: FormView(
                bookings.isEmpty ? [] : fields, schema: Self.schema, prefix: "session.remove", values: typed,
                problem: problem, words: words))
    }

    private func text(_ values: [String: String]) -> String {
        guard !bookings.isEmpty else { return words("session.remove.free", values) }
        let mails = bookings.count { $0.clientEmail != nil }
        return [
            words("session.remove.booked", values, count: bookings.count), words("session.remove.mails", count: mails),
        ].joined(separator: " ")
    }

    private var fields: [FormField] {
        let move = (value: "move", label: words("session.remove.move"))
        let cancel = (value: "cancel", label: words("session.remove.cancel"))
        let reason = FormField("reason", .textarea(rows: 2), hint: true)
        guard !others.isEmpty else { return [FormField("bookings", .select([cancel])), reason] }
        let choices = others.map { other in
            let when = words.formats.date(scene.zone.local(other.start).date, style: .weekdayDay)
            return (
                value: other.id.description,
                label: words(
                    "session.remove.place", ["when": "\(when), \(scene.clock(other.start, other.end))"],
                    count: other.seats.left)
            )
        }
        return [
            FormField("bookings", .select([move, cancel])), FormField("to", .select(choices), hint: true), reason,
        ]
    }
}

extension DeskSlice {
    private static let othersMost = 100

    /// Sessions of the same course that begin from now on and have so many places left.
    func others(_ offering: OfferingID, but id: SessionID?, places: Int, _ scene: DeskScene) throws -> [Session] {
        let span = Interval(from: scene.now, lasting: .days(366))
        return try scene.db.sessions(scene.business.id, in: span, of: offering).filter {
            $0.id != id && $0.seats.left >= places
        }.prefix(Self.othersMost).map { $0 }
    }

    func removalQuestion(_ visit: Visit, _ member: Membership, _ problem: Problem? = nil, in db: Snapshot) throws
        -> ConfirmPage
    {
        let (session, scene) = (try session(visit, member, in: db), scene(visit, member, in: db))
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        let bookings = try db.seated(session)
        let places = bookings.reduce(0) { $0 + $1.party }
        return RemovalQuestion(
            session: session, course: book.offering(session.offering)?.name ?? "–", scene: scene, bookings: bookings,
            others: try others(session.offering, but: session.id, places: places, scene)
        ).page(visit.body.texts, problem)
    }

    func removeSession(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .scheduleModify, reach: .own) { member, db in
            let session = try session(visit, member, in: db)
            guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
            let names = RemovalQuestion.schema.fields.map(\.name)
            let fields = try RemovalQuestion.schema.accept(form: visit.body.texts.filter { names.contains($0.key) })
            _ = try bookings.removeSession(
                session.id, try BookingSlice.removal(fields), book, as: member, by: Origin(visit), in: db)
            return Answer.see(
                "/desk/\(member.business.slug)/sessions?date=\(book.zone.local(session.start).date)"
            ).noticing("bookings.notice.session_removed")
        } refused: { problem, member, db in
            try removalQuestion(visit, member, problem, in: db)
        }
    }
}
