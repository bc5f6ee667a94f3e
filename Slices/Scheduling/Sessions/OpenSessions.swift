import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

/// What can be changed of a session without moving it.
package struct SessionLook: Sendable {
    package var isBookable = true
    package var hasWaitingList = false
    package var deadlineHours: Int?
    package var note: String?

    package init() {}

    init(_ session: Session) {
        isBookable = session.isBookable
        hasWaitingList = session.hasWaitingList
        deadlineHours = session.deadlineHours
        note = session.note
    }
}

struct NewSession: Sendable {
    let id: SessionID
    let business: BusinessID
    let offering: OfferingID
    let seats: ResourceID
    let time: Interval
    let series: SeriesID?
    var location: LocationID?
    let look: SessionLook
}

/// Sessions to be made: of one offering, at these times.
package struct Timetable: Sendable {
    package let offering: Offering
    package let times: [Interval]
    package let capacity: Int
    /// Chosen people and rooms; the offering's other needs are given by its rule.
    package let resources: [ResourceID]
    /// A chosen one, or nil for that of the people and rooms.
    package let location: LocationID?
    /// Whether the hours of people and rooms hold. A session that is made by hand passes over them.
    package let keepsHours: Bool
    package let look: SessionLook

    package init(
        offering: Offering, times: [Interval], capacity: Int, resources: [ResourceID], location: LocationID? = nil,
        keepsHours: Bool, look: SessionLook
    ) {
        self.offering = offering
        self.times = times
        self.capacity = capacity
        self.resources = resources
        self.location = location
        self.keepsHours = keepsHours
        self.look = look
    }
}

/// What came of a timetable.
package struct OpenedSessions: Sendable {
    package struct LeftOut: Sendable {
        package let time: Interval
        /// `exists`, `past`, `slot_taken`, `slot_unavailable`.
        package let reason: String
    }
    package var made: [SessionID] = []
    package var leftOut: [LeftOut] = []
}

extension SchedulingSlice {
    /// The most sessions of one call.
    package static let sessionsMost = 1_000

    /// Makes the sessions of a timetable (C2); where one can't be, it is left out with why, and the others are made. What exists
    /// already is not made again. All of them, when more than one, share a series.
    package func open(_ timetable: Timetable, _ book: Book, by origin: Origin, in db: Transaction) throws
        -> OpenedSessions
    {
        let offering = timetable.offering
        guard offering.kind == .course else { throw Problem.field("offering_id", "not_a_course") }
        guard timetable.times.count <= Self.sessionsMost else {
            throw Problem.field("end_date", "too_many", ["max": "\(Self.sessionsMost)"])
        }
        guard Set(timetable.resources).isSubset(of: offering.needs.joined()) else {
            throw Problem.field("resource_ids", "not_offered")
        }
        _ = try wish(timetable, minutes: offering.durationMinutes, book)
        try db.lockOffering(offering)
        try lockAll([offering], book.business.id, in: db)
        var opened = OpenedSessions()
        guard let first = timetable.times.map(\.from).min(), let last = timetable.times.map(\.to).max(),
            let span = Interval(from: first, to: last)
        else { return opened }
        var known = try db.sessionStarts(book.business.id, of: offering.id, at: timetable.location, in: span)
        let series = timetable.times.count > 1 ? db.newID(SeriesID.self) : nil
        for time in timetable.times {
            if let reason = try openOne(timetable, time, series, book, known, &opened, in: db) {
                opened.leftOut.append(.init(time: time, reason: reason))
            } else {
                known.insert(time.from)
            }
        }
        if !opened.made.isEmpty {
            try identity.events.emit(
                "sessions.opened", business: book.business.id.rawValue, subject: offering.id.description, by: origin,
                details: ["count": .number(opened.made.count), "first": .text(opened.made.first?.description)], in: db)
            house.pulse.touch(book.business.id.rawValue, in: db)
        }
        return opened
    }

    /// Nil when it was made, else why not.
    private func openOne(
        _ timetable: Timetable, _ time: Interval, _ series: SeriesID?, _ book: Book, _ known: Set<Instant>,
        _ opened: inout OpenedSessions, in db: Transaction
    ) throws -> String? {
        if known.contains(time.from) { return "exists" }
        if time.from <= db.now { return "past" }
        var session = NewSession(
            id: db.newID(), business: book.business.id, offering: timetable.offering.id, seats: db.newID(), time: time,
            series: series, location: timetable.location ?? book.openLocations.first?.id, look: timetable.look)
        do {
            try db.savepoint {
                try db.addSeats(
                    session.seats, book.business.id, name: timetable.offering.name, capacity: timetable.capacity)
                session.location = try claim(session, timetable, book, in: db)
                try db.insert(session)
            }
        } catch let problem as Problem where problem.status == 409 {
            return problem.code
        }
        opened.made.append(session.id)
        return nil
    }

    /// Takes its people and rooms. Returns where they are.
    private func claim(_ session: NewSession, _ timetable: Timetable, _ book: Book, in db: Transaction) throws
        -> LocationID?
    {
        guard !timetable.offering.needs.isEmpty else { return session.location }
        let wish = try wish(timetable, minutes: Int(session.time.duration.milliseconds / 60_000), book)
        return try take(
            ClaimRequest(
                book: book, offering: timetable.offering, start: session.time.from, wish: wish,
                holder: .session(session.id), authority: timetable.keepsHours ? .timetable : .staff), in: db
        ).location
    }

    /// Throws 422 for a location at which the course can't be.
    private func wish(_ timetable: Timetable, minutes: Int, _ book: Book) throws(Problem) -> Wish {
        try Wish(timetable.offering, minutes: minutes, party: 1, resources: timetable.resources, isByStaff: true)
            .at(timetable.location, timetable.offering, book)
    }
}
