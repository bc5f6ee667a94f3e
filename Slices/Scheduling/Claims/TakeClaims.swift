import Catalogue
import House
import Kernel
import Storage
import Web

extension SchedulingSlice {
    /// Takes the time of one resource of each group that is needed, in the transaction of the booking or session: all or nothing.
    /// With `TakeSeats`, the one way to capacity. Throws 409 `slot_taken` or `slot_unavailable` with the reasons.
    ///
    /// Guarantee: when this returns, no claims on any of these resources exceed its capacity at any instant, whatever else commits,
    /// but by those that are marked as overbooked; and nobody else comes in beside these while there is no room.
    /// The exclusion constraint on the ledger stands behind it and never decides.
    /// How: the chosen resources' rows are locked in id order before the ledger is read for the decision. A choice made without
    /// the lock is only a guess; when it does not hold under the lock, the locks are given back and the next guess is tried.
    /// A move decides as if the holder had nothing, and gives back what it had only once the new place is sure; the rows of both
    /// places are locked by then.
    package func take(_ request: ClaimRequest, in db: Transaction) throws -> Taken {
        let business = request.book.business.id
        try lockTurns([request.offering], in: db)
        let held = request.isMove ? try db.claimedResources(business, of: request.holder) : []
        let taken = try decide(request, held, in: db)
        if request.isMove { try db.releaseClaims(business, of: request.holder) }
        let interval = SlotRule(request.book, request.offering, request.wish, now: db.now).claim(request.start)
        let beyond = Set(taken.excess.map(\.subject))
        for resource in taken.resources {
            try db.insertClaim(
                resource, request, interval, isOverbooked: beyond.contains(.resource(resource.id)))
        }
        if request.offering.terms.assignment == .inTurn {
            let last = try db.turns(request.offering).values.max()
            for resource in taken.resources { try db.takeTurn(request.offering, resource.id, after: last) }
        }
        house.pulse.touch(business.rawValue, in: db)
        return taken
    }

    private func decide(_ request: ClaimRequest, _ held: [ResourceID], in db: Transaction) throws -> Taken {
        let mayOverbook = request.authority == .overbooking
        guard request.needs.allSatisfy({ $0.count == 1 }) || db.dialect == .sqlite || mayOverbook else {
            return try guess(request, held, in: db)
        }
        // No choice to make, nobody else writing, or it has to be sure that nobody is free: lock first, and the first reading decides.
        let locked = try lock(request.needs.joined() + held, request, in: db)
        if let chosen = try choice(locked, in: db) { return chosen }
        guard mayOverbook, let chosen = try choice(locked, isBeyond: true, in: db) else { throw Problem.slotTaken }
        return chosen
    }

    private static let guessesMost = 100

    private func guess(_ request: ClaimRequest, _ held: [ResourceID], in db: Transaction) throws -> Taken {
        // A guess fails only when somebody has just taken one of its resources; the next one sees that in the ledger.
        for _ in 0..<Self.guessesMost {
            guard let guess = try choice(request, in: db) else { break }
            do {
                return try db.savepoint {
                    let locked = try lock(guess.resources.map(\.id) + held, request, in: db)
                    let others = Set(request.needs.joined()).subtracting(guess.resources.map(\.id))
                    guard let sure = try choice(locked, without: others, in: db) else { throw Problem.slotTaken }
                    return sure
                }
            } catch let problem as Problem where problem == .slotTaken {
                continue
            }
        }
        throw Problem.slotTaken
    }

    /// Locks the rows of these resources, in id order, and answers with the request as it stands under the lock: their capacity may
    /// have changed since the book was read. SQLite's writer is alone, and its book is of this very transaction.
    private func lock(_ ids: some Sequence<ResourceID>, _ request: ClaimRequest, in db: Transaction) throws
        -> ClaimRequest
    {
        guard db.dialect == .postgres else { return request }
        return request.knowing(try db.resources(request.book.business.id, ids, locked: true))
    }

    /// Locks all that any of these may come to, before the first is taken: several takes in one transaction can't meet others half-way.
    package func lockAll(_ offerings: [Offering], _ business: BusinessID, in db: Transaction) throws {
        guard db.dialect == .postgres else { return }
        try lockTurns(offerings, in: db)
        let ids = Set(offerings.flatMap { $0.needs.joined() })
        if !ids.isEmpty { _ = try db.resources(business, ids, locked: true) }
    }

    /// Whose turn it is can be known by one at a time: the next reads it when this transaction has ended.
    private func lockTurns(_ offerings: [Offering], in db: Transaction) throws {
        let turning = offerings.filter { $0.terms.assignment == .inTurn && $0.needs.contains { $0.count > 1 } }
        guard db.dialect == .postgres, let business = turning.first?.business else { return }
        let ids = Set(turning.map(\.id)).sorted()
        _ = try db.rows(
            "SELECT id FROM offerings WHERE business_id = \(business) AND id IN \(list: ids) ORDER BY id\(db.dialect.forUpdate)"
        )
    }

    /// The resources to take, or nil when the only thing in the way is that they are taken. Throws 409 `slot_unavailable` when the
    /// time itself can't be booked.
    private func choice(
        _ request: ClaimRequest, without others: Set<ResourceID> = [], isBeyond: Bool = false, in db: Transaction
    ) throws -> Taken? {
        let (book, start) = (request.book, request.start)
        guard !request.needs.isEmpty || request.authority == .timetable else {
            throw Problem.slotUnavailable(["no_resource"])
        }
        let span = Interval(from: start, lasting: .milliseconds(1))
        let holder = request.isMove ? request.holder : nil
        var plan = try Plan(book, request.offering, request.wish, span: span, except: holder, in: db)
        if request.authority.isStaff { plan = plan.ignoringHours(around: start) }
        let refusals = plan.refusals(start, request.authority, book, now: db.now)
        guard refusals.isEmpty else { throw Problem.slotUnavailable(refusals.map(\.code)) }
        return try plan.choose(start, without: others, isBeyond: isBeyond) { try order($0, request, in: db) }
    }

    /// In which order the resources of a group are asked, by the offering's rule (B11).
    private func order(_ group: [Resource], _ request: ClaimRequest, in db: Transaction) throws -> [Int] {
        guard group.count > 1 else { return Array(group.indices) }
        let rule = request.offering.terms.assignment
        let zone = request.book.zone
        let date = zone.local(request.start).date
        let turns = rule == .inTurn ? try db.turns(request.offering) : [:]
        var counts: [ResourceID: Int] = [:]
        if rule == .fewest,
            let day = Interval(from: zone.startOfDay(date), to: zone.startOfDay(date.adding(days: 1)))
        {
            counts = try db.claimCounts(request.book.business.id, group.map(\.id), in: day)
        }
        return rule.order(
            group.map { Assignment.Candidate(bookings: counts[$0.id] ?? 0, lastTurn: turns[$0.id]) })
    }

    /// What a booking has now.
    package func resources(of booking: BookingID, _ business: BusinessID, in db: Snapshot) throws -> Set<ResourceID> {
        Set(try db.claimedResources(business, of: .booking(booking)))
    }

    /// Gives back all that the holder has, once.
    package func release(_ business: BusinessID, of holder: ClaimHolder, in db: Transaction) throws {
        if try db.releaseClaims(business, of: holder) > 0 { house.pulse.touch(business.rawValue, in: db) }
    }
}

extension Problem {
    /// Somebody else has it.
    package static let slotTaken = Problem(409, "slot_taken")

    /// The time can't be booked by anybody: closed, too soon, too late, not a start, nobody to do it.
    package static func slotUnavailable(_ reasons: [String]) -> Problem {
        Problem(409, "slot_unavailable", details: [.init("reasons", .list(reasons, JSON.string))])
    }
}
