import Catalogue
import House
import Kernel
import Storage
import Web

extension SchedulingSlice {
    /// Takes the time of one resource of each group that the offering needs, in the transaction of the booking: all or nothing.
    /// The one way to capacity. Throws 409 `slot_taken` or `slot_unavailable` with the reasons.
    ///
    /// Guarantee: when this returns, no claims on any of these resources exceed its capacity at any instant, whatever else commits.
    /// How: the chosen resources' rows are locked in id order before the ledger is read for the decision. A choice made without
    /// the lock is only a guess; when it does not hold under the lock, the locks are given back and the next guess is tried.
    package func take(_ request: ClaimRequest, in db: Transaction) throws -> [Resource] {
        let taken = try decide(request, in: db)
        let interval = SlotRule(request.book, request.offering, units: request.units, now: db.now).claim(request.start)
        do {
            for resource in taken { try db.insertClaim(request.book.business.id, resource, request, interval) }
        } catch StorageFault.constraint(let name) where name.contains("claims_exclusive") {
            throw Problem.slotTaken
        }
        house.pulse.touch(request.book.business.id.rawValue, in: db)
        return taken
    }

    private func decide(_ request: ClaimRequest, in db: Transaction) throws -> [Resource] {
        guard request.offering.needs.allSatisfy({ $0.count == 1 }) || db.dialect == .sqlite else {
            return try guess(request, in: db)
        }
        // No choice to make, or nobody else writing: lock first, and the first reading decides.
        let locked = try lock(request.offering.needs.joined(), request, in: db)
        guard let chosen = try choice(locked, in: db) else { throw Problem.slotTaken }
        return chosen
    }

    private static let guessesMost = 100

    private func guess(_ request: ClaimRequest, in db: Transaction) throws -> [Resource] {
        // A guess fails only when somebody has just taken one of its resources; the next one sees that in the ledger.
        for _ in 0..<Self.guessesMost {
            guard let guess = try choice(request, in: db) else { break }
            do {
                return try db.savepoint {
                    let locked = try lock(guess.map(\.id), request, in: db)
                    let others = Set(request.offering.needs.joined()).subtracting(guess.map(\.id))
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

    /// The resources to take, or nil when the only thing in the way is that they are taken. Throws 409 `slot_unavailable` when the
    /// time itself can't be booked.
    private func choice(_ request: ClaimRequest, without others: Set<ResourceID> = [], in db: Transaction) throws
        -> [Resource]?
    {
        guard !request.offering.needs.isEmpty else { throw Problem.slotUnavailable(["no_resource"]) }
        let span = Interval(from: request.start, lasting: .milliseconds(1))
        let plan = try Plan(request.book, request.offering, span: span, units: request.units, in: db)
        let refusals = Availability.refusals(
            start: request.start, hours: plan.hours, needs: [], rule: plan.rule, now: db.now,
            closedReason: request.book.hours.closedReason(on: request.book.zone.local(request.start).date))
        if !refusals.isEmpty && !request.isByStaff { throw Problem.slotUnavailable(refusals.map(\.code)) }
        if request.isByStaff {
            return plan.ignoringHours(around: request.start).choose(request.start, without: others)
        }
        return plan.choose(request.start, without: others)
    }

    /// Gives back all that the booking holds, once.
    package func release(_ business: BusinessID, booking: Int64, in db: Transaction) throws {
        if try db.releaseClaims(business, booking: booking) > 0 { house.pulse.touch(business.rawValue, in: db) }
    }
}

extension Plan {
    /// For staff: everybody works at that time.
    fileprivate func ignoringHours(around start: Instant) -> Plan {
        let always = IntervalSet([rule.claim(start)])
        return Plan(
            hours: always,
            needs: needs.map {
                $0.map { ResourceCalendar(id: $0.id, open: always, claims: $0.claims, capacity: $0.capacity) }
            },
            groups: groups, claims: claims, rule: rule)
    }

    fileprivate init(
        hours: IntervalSet, needs: [[ResourceCalendar]], groups: [[Resource]], claims: [[[Claim]]], rule: SlotRule
    ) {
        self.hours = hours
        self.needs = needs
        self.groups = groups
        self.claims = claims
        self.rule = rule
    }
}

extension Problem {
    /// Somebody else has it.
    static let slotTaken = Problem(409, "slot_taken")

    /// The time can't be booked by anybody: closed, too soon, too late, not a start, nobody to do it.
    static func slotUnavailable(_ reasons: [String]) -> Problem {
        Problem(409, "slot_unavailable", details: [.init("reasons", .list(reasons, JSON.string))])
    }
}
