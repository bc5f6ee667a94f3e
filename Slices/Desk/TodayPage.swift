import Bookings
import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// The desk's first page: what waits for a decision, and what comes today and next.
struct TodayPage: Page {
    struct Figure: Sendable {
        let figure: String
        let figureLabel: String
        let figureHref: String
    }
    struct Request: Sendable {
        let requestHref: String
        let who: String
        let what: String
        let when: String
        let note: String?
        let deadline: String?
        let approveAction: String
        let rejectHref: String
    }
    struct Step: Sendable {
        let stepHref: String
        let stepLabel: String
        let isDone: Bool
    }

    static let template = "today"
    let title: String
    let date: String
    let zoneNote: String
    let newHref: String?
    let figures: [Figure]
    /// What is still missing before clients can book; empty when nothing is.
    let steps: [Step]
    let hasSteps: Bool
    let requests: [Request]
    let hasRequests: Bool
    let mayDecide: Bool
    let today: [BookingRow]
    let hasToday: Bool
    let later: [BookingRow]
    let hasLater: Bool
    let link: PublicLink
    /// True while the public link takes no bookings.
    let isOff: Bool
    /// Said while the business is out of use, and where it is brought back by those who can.
    let outOfUse: String?
    let bringBackHref: String?

    static func sample(_ words: Wording) -> TodayPage {
        let row = BookingRow.sample(words)
        return TodayPage(
            title: words("today.title"), date: "Monday",
            zoneNote: words("desk.zone_note", ["zone": "Europe/Madrid (CET)"]),
            newHref: "/desk/swim-school/bookings/new",
            figures: [
                Figure(figure: "3", figureLabel: words("today.figure.today"), figureHref: "/desk/swim-school/day")
            ],
            steps: [Step(stepHref: "/desk/swim-school/hours", stepLabel: words("today.step.hours"), isDone: true)],
            hasSteps: true,
            requests: [
                Request(
                    requestHref: row.href, who: "John Doe", what: "Private lesson", when: row.time, note: "First time",
                    deadline: words("today.request.deadline", ["when": row.day]), approveAction: "\(row.href)/approve",
                    rejectHref: "\(row.href)/reject")
            ], hasRequests: true, mayDecide: true, today: [row], hasToday: true, later: [row], hasLater: true,
            link: PublicLink(slug: "swim-school", "https://book.example.org"), isOff: true,
            outOfUse: Standing.outOfUse.sentence(words), bringBackHref: "/desk/swim-school/settings/activate")
    }
}

extension DeskSlice {
    private static let requestsMost = 20
    private static let laterMost = 8

    func todayPage(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> TodayPage {
        let scene = scene(visit, member, in: db)
        let (words, today) = (visit.words, scene.today)
        let monday = today.adding(days: 1 - today.weekday.rawValue)
        let figures = try db.figures(member, day: scene.span(today, days: 1), week: scene.span(monday, days: 7))
        var waiting = BookingFilter(member)
        waiting.status = .pending
        waiting.isNewestFirst = false
        let requests = try db.bookings(waiting, after: nil, limit: Self.requestsMost).bookings
        let todays = try db.liveBookings(member, in: scene.span(today, days: 1), limit: 200)
        let later = try db.liveBookings(
            member, in: scene.span(today.adding(days: 1), days: 366), limit: Self.laterMost)
        let book = try scheduling.book(member.business.slug, in: db)
        let steps = book.map { setUp($0, scene) } ?? []
        let standing = try db.standing(member.business)
        return TodayPage(
            title: words("today.title"), date: words.formats.date(today, style: .full).asTitle,
            zoneNote: scene.zoneNote,
            newHref: member.may(.bookingCreate) ? "\(scene.base)/bookings/new" : nil,
            figures: Self.figures(figures, week: monday, scene),
            steps: steps, hasSteps: steps.contains { !$0.isDone }, requests: requests.map { Self.request($0, scene) },
            hasRequests: !requests.isEmpty, mayDecide: member.may(.bookingApprove),
            today: try scene.rowsToDo(todays, back: "today"),
            hasToday: !todays.isEmpty, later: try scene.rows(later), hasLater: !later.isEmpty,
            link: PublicLink(member.business, house.baseURL),
            isOff: standing == .inUse && (!(book?.settings.isActive ?? true) || !house.rules.isBookingEnabled),
            outOfUse: standing == .inUse ? nil : standing.sentence(words),
            bringBackHref: standing == .outOfUse && member.may(.membersManage)
                ? "\(scene.base)/settings/activate" : nil)
    }

    private static func figures(_ figures: DeskFigures, week monday: LocalDate, _ scene: DeskScene)
        -> [TodayPage.Figure]
    {
        let words = scene.words
        let week = "/bookings?from=\(monday)&to=\(monday.adding(days: 6))"
        return [
            (figures.today, "today", "/day"), (figures.week, "week", week),
            (figures.pending, "pending", "/bookings?view=all&status=pending"),
        ].map { number, key, path in
            TodayPage.Figure(
                figure: words.formats.number(number), figureLabel: words("today.figure.\(key)"),
                figureHref: scene.base + path)
        }
    }

    private static func request(_ booking: Booking, _ scene: DeskScene) -> TodayPage.Request {
        let href = "\(scene.base)/bookings/\(booking.id)"
        return TodayPage.Request(
            requestHref: href, who: booking.clientName ?? scene.words("booking.no_client"), what: booking.offeringName,
            when: scene.words.formats.range(from: booking.start, to: booking.end, in: scene.zone), note: booking.notes,
            deadline: booking.expiresAt.map {
                scene.words("today.request.deadline", ["when": scene.words.formats.dateTime($0, in: scene.zone)])
            }, approveAction: "\(href)/approve", rejectHref: "\(href)/reject")
    }

    /// What a business needs before its link is of use, in the order in which it is easiest.
    private func setUp(_ book: Book, _ scene: DeskScene) -> [TodayPage.Step] {
        func step(_ key: String, _ path: String, _ isDone: Bool) -> TodayPage.Step {
            TodayPage.Step(stepHref: scene.base + path, stepLabel: scene.words("today.step.\(key)"), isDone: isDone)
        }
        let hasHours = !book.hours.weekly.isEmpty || !book.hours.exceptions.isEmpty
        return [
            step("hours", "/hours", hasHours), step("resources", "/resources/new", !book.resources.isEmpty),
            book.shown.isEmpty
                ? step("offerings", "/offerings/new", false)
                : step("served", "/offerings", book.shown.contains { !$0.isUnserved }),
        ]
    }
}
