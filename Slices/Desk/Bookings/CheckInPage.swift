import Bookings
import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// Where the code on a client's booking leads: whose it is, and one button.
struct CheckInPage: Page {
    /// Whether somebody can be checked in now, or why not.
    enum State: String {
        case ready, early, late, already, waiting, ended, missed
    }

    static let template = "check-in"
    let title: String
    let who: String
    let reference: String
    let what: String
    let with: String?
    let when: String
    let party: String?
    let status: String
    let statusLabel: String
    let isReady: Bool
    /// Somebody is there and checked in: nothing is left to do.
    let isGood: Bool
    let message: String
    /// Whether the code that was shown is of a link that holds; nil where only the reference was given.
    let vouched: String?
    let action: String
    let bookingHref: String
    let todayHref: String
    let problems: [FormView.ProblemLink]
    let problemTitle: String?

    static func sample(_ words: Wording) -> CheckInPage {
        CheckInPage(
            title: words("checkin.title"), who: "John Doe", reference: "K7M2Q9XA", what: "Private lesson", with: "Ana",
            when: "Monday, 23 November 2026, 09:00–10:00", party: words("checkin.party", count: 2),
            status: "confirmed", statusLabel: words("web.status.confirmed"), isReady: true, isGood: true,
            message: words("checkin.ready"), vouched: words("checkin.code.unknown"),
            action: "/desk/swim-school/check-in/K7M2Q9XA",
            bookingHref: "/desk/swim-school/bookings/bkg_1", todayHref: "/desk/swim-school", problems: [],
            problemTitle: words("problem.check_in_refused"))
    }
}

extension DeskScene {
    func checkIn(_ booking: Booking) -> CheckInPage.State {
        switch booking.status {
        case .checkedIn: .already
        case .pending, .pendingPayment, .held: .waiting
        case .confirmed: mayArrive(booking) ? .ready : now < booking.start ? .early : .late
        case .completed: .late
        case .noShow: .missed
        case .cancelled, .rejected, .expired: .ended
        }
    }
}

extension DeskSlice {
    var checkInPages: [PageRoute] {
        let path = "/desk/{slug}/check-in/{reference}"
        return [
            .get(
                path, access: .member("booking:create"),
                query: [Field("code", .text(1...100), optional: true, sample: nil)]
            ) { visit in
                try await catalogue.deskPage(visit, .bookingCreate, reach: .own) { member, db in
                    try checkInPage(visit, member, in: db)
                }
            },
            .post(path, access: .member("booking:create")) { visit in
                try await catalogue.deskForm(visit, .bookingCreate, reach: .own) { member, db in
                    let booking = try referenced(visit, member, in: db)
                    guard scene(visit, member, in: db).checkIn(booking) == .ready else {
                        throw Problem(409, "check_in_refused")
                    }
                    _ = try bookings.advance(booking.id, to: .checkedIn, by: Origin(visit), in: db)
                    return Answer.see("/desk/\(member.business.slug)/check-in/\(booking.reference)")
                } refused: { problem, member, db in
                    try checkInPage(visit, member, problem, in: db)
                }
            },
        ]
    }

    /// The booking with the path's reference, of this business and no other; small letters and dashes are forgiven.
    private func referenced(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> Booking {
        let reference = visit.parameter("reference").uppercased().filter { $0 != "-" }
        guard let booking = try db.booking(reference: reference), booking.business == member.business.id,
            booking.status != .held
        else { throw Problem.notFound }
        try db.requireSeen(booking, by: member)
        return booking
    }

    private func vouched(_ visit: Visit, _ booking: Booking, in db: Snapshot) throws -> String? {
        guard let code = visit.query.text("code") else { return nil }
        let (isOpen, who) = try bookings.vouches(code, for: booking, in: db)
        guard isOpen else { return visit.words("checkin.code.unknown") }
        return visit.words(
            "checkin.code.holds", ["name": who?.name ?? booking.clientName ?? visit.words("booking.no_client")])
    }

    private func checkInPage(_ visit: Visit, _ member: Membership, _ problem: Problem? = nil, in db: Snapshot) throws
        -> CheckInPage
    {
        let (booking, scene, words) = (try referenced(visit, member, in: db), scene(visit, member, in: db), visit.words)
        let state = scene.checkIn(booking)
        let resources = try db.resourceNames(booking).joined(separator: ", ")
        let day = words.formats.date(scene.zone.local(booking.start).date, style: .full)
        return CheckInPage(
            title: words("checkin.title"), who: booking.clientName ?? words("booking.no_client"),
            reference: booking.reference, what: booking.offeringName, with: resources.isEmpty ? nil : resources,
            when: words.formats.range(from: booking.start, to: booking.end, in: scene.zone).asTitle,
            party: booking.party > 1 ? words("checkin.party", count: booking.party) : nil,
            status: booking.status.rawValue, statusLabel: words("web.status.\(booking.status.rawValue)"),
            isReady: state == .ready, isGood: state == .already,
            message: words("checkin.\(state.rawValue)", ["day": day]), vouched: try vouched(visit, booking, in: db),
            action: "\(scene.base)/check-in/\(booking.reference)", bookingHref: "\(scene.base)/bookings/\(booking.id)",
            todayHref: scene.base, problems: [], problemTitle: state == .already ? nil : problem?.sentence(words))
    }
}
