import Bookings
import Catalogue
import Kernel
import Scheduling
import Storage
import Words

/// Something that fills time on a calendar: a booking with a time of its own, or a session.
struct CalendarBlock {
    let from: Instant
    let to: Instant
    let text: String
    let note: String
    let href: String?
    /// A class of the stylesheet: `waits`, `class`.
    let look: String?
    /// The booking that can be moved.
    let movable: BookingID?
    let resources: [ResourceID]
    /// Where it is: one, or all at once.
    let locations: Set<LocationID>
}

extension CalendarBlock {
    init(_ booking: Booking, _ resources: [ResourceID], _ locations: Set<LocationID>, _ scene: DeskScene) {
        let isHeld = booking.status == .held
        let label = scene.words("web.status.\(booking.status.rawValue)")
        from = booking.start
        to = booking.end
        text = isHeld ? label : booking.clientName ?? scene.words("booking.no_client")
        note =
            booking.status == .confirmed || isHeld ? booking.offeringName : "\(booking.offeringName) · \(label)"
        href = isHeld ? nil : "\(scene.base)/bookings/\(booking.id)"
        look = [.held, .pending, .pendingPayment].contains(booking.status) ? "waits" : nil
        movable = [.pending, .confirmed].contains(booking.status) ? booking.id : nil
        self.resources = resources
        self.locations = locations
    }

    init(_ session: Session, _ resources: [ResourceID], _ book: Book, _ scene: DeskScene) {
        from = session.start
        to = session.end
        text = book.offering(session.offering)?.name ?? ""
        note = scene.words(
            "day.seats", ["taken": "\(session.seats.claimed)", "capacity": "\(session.seats.capacity)"])
        href = "\(scene.base)/sessions/\(session.id)"
        look = "class"
        movable = nil
        self.resources = resources
        locations = Set([session.location].compactMap { $0 })
    }
}

extension DeskSlice {
    /// All that fills time from `first` on, for so many days, by start.
    func blocks(_ book: Book, _ scene: DeskScene, _ first: LocalDate, days: Int, in db: Snapshot) throws
        -> [CalendarBlock]
    {
        let span = scene.span(first, days: days)
        let bookings = try db.dayBookings(scene.member, span).filter { $0.booking.session == nil }.map { one in
            let everywhere = one.booking.isEverywhere ? try db.locations(of: one.booking).map(\.id) : []
            let locations = Set([one.booking.location].compactMap { $0 } + everywhere)
            return CalendarBlock(one.booking, one.resources, locations, scene)
        }
        let sessions = try db.sessions(book.business.id, in: span)
        let taken = try db.resources(book.business.id, ofSessions: sessions.map(\.id))
        let own = sessions.filter { session in
            !scene.member.isLimited || (taken[session.id] ?? []).contains { scene.member.reaches($0) }
        }
        return bookings + own.map { CalendarBlock($0, taken[$0.id] ?? [], book, scene) }
    }
}
