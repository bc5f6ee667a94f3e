import Catalogue
import Holidays
import House
import Identity
import Kernel
import Storage
import Web
import Words

/// Why one time is free or not (C10), from the function that decides.
package struct Explanation: Sendable {
    package struct Reason: Sendable {
        package let code: String
        package let values: [String: String]
        package let resource: Resource?
        /// The claim in the way.
        package let holder: ClaimHolder?
        package let interval: Interval?
        /// The first or last start that there could be, and the zone in which it is told.
        var limit: (start: Instant, zone: Zone)?
        /// The holiday that closes the day.
        var holiday: Holiday?
        /// At which location nobody is free, of those that all take part.
        package var location: LocationID?
    }

    package let reasons: [Reason]
    package var isFree: Bool { reasons.isEmpty }
}

extension SchedulingSlice {
    /// - Parameter holder: whose claims are no reason, because it is about to move.
    package func explain(
        _ book: Book, _ offering: Offering, _ wish: Wish, start: Instant, except holder: ClaimHolder? = nil,
        in db: Snapshot
    ) throws -> Explanation {
        var reasons: [Explanation.Reason] = []
        func add(_ code: String, _ values: [String: String] = [:]) {
            reasons.append(.init(code: code, values: values, resource: nil, holder: nil, interval: nil))
        }
        if !house.rules.isBookingEnabled || !book.settings.isActive || !book.business.isActive { add("booking_off") }
        if !offering.isActive { add("offering_off") }
        if offering.kind == .course {
            for code in try sessionRefusals(book, offering, wish, start: start, in: db) { add(code) }
            return Explanation(reasons: reasons)
        }
        if offering.needs.isEmpty { add("no_resource") }
        let plan = try Plan(
            book, offering, wish, span: Interval(from: start, lasting: .milliseconds(1)), except: holder, in: db)
        let refusals = Availability.refusals(
            start: start, hours: plan.hours, needs: plan.needs, rule: plan.rule, now: db.now,
            closedReason: book.hours.closedReason(on: book.zone.local(start).date), at: plan.locations)
        reasons += refusals.map { refusal in
            var reason = plan.reason(refusal, book)
            if refusal == .exception(.holiday) { reason.holiday = book.holidays[book.zone.local(start).date] }
            return reason
        }
        return Explanation(reasons: reasons)
    }
}

extension SchedulingSlice {
    /// Why no session of the course that begins at `start` has the places; none when one has.
    private func sessionRefusals(_ book: Book, _ offering: Offering, _ wish: Wish, start: Instant, in db: Snapshot)
        throws
        -> [String]
    {
        let moment = Interval(from: start, lasting: .milliseconds(1))
        let sessions = try db.sessions(book.business.id, in: moment, of: offering.id).filter(wish.admits)
        let answers = sessions.map { session in
            session.refusals(book, offering, at: db.now) + (session.seats.left < wish.party ? ["seats"] : [])
        }
        return answers.min { $0.count < $1.count } ?? ["no_session"]
    }
}

extension Plan {
    fileprivate func reason(_ refusal: Refusal, _ book: Book) -> Explanation.Reason {
        let flat = groups.flatMap { $0 }
        switch refusal {
        case .resourceClosed(let index):
            return .init(
                code: refusal.code, values: ["resource": flat[index].name], resource: flat[index], holder: nil,
                interval: nil)
        case .resourceTaken(let index, let by):
            let claim = claims.flatMap { $0 }[index][by]
            return .init(
                code: refusal.code, values: ["resource": flat[index].name], resource: flat[index],
                holder: claim.holder,
                interval: claim.interval)
        case .notice(let instant), .window(let instant):
            return .init(
                code: refusal.code, values: ["time": instant.rfc3339(in: book.zone)], resource: nil, holder: nil,
                interval: nil, limit: (instant, book.zone))
        case .noneFree(_, let location?):
            let name = book.location(LocationID(rawValue: location))?.name ?? ""
            return .init(
                code: refusal.code, values: ["location": name], resource: nil, holder: nil, interval: nil,
                location: LocationID(rawValue: location))
        default: return .init(code: refusal.code, values: [:], resource: nil, holder: nil, interval: nil)
        }
    }
}

extension Refusal {
    /// The reason's name for programs; `reason.<code>` in the catalogue of words is its sentence.
    package var code: String {
        switch self {
        case .closed: "closed"
        case .exception(let reason): reason.rawValue
        case .notice: "notice"
        case .window: "window"
        case .past: "past"
        case .offGrid: "off_grid"
        case .resourceClosed: "resource_closed"
        case .resourceTaken: "resource_taken"
        case .noneFree(_, nil): "none_free"
        case .noneFree: "none_free_at"
        case .apart: "apart"
        }
    }
}

extension SchedulingSlice {
    private static let reason = [
        Field("code", .text(1...40), sample: "resource_taken"),
        Field("detail", .text(0...300), sample: "Ana is taken."),
        Field("resource_id", .formatted(.id(ResourceID.self)), nullable: true, sample: nil),
        Field("from", .formatted(.instant), nullable: true, "Of the claim in the way, buffers included.", sample: nil),
        Field("to", .formatted(.instant), nullable: true, sample: nil),
        Field(
            "limit", .formatted(.instant), nullable: true,
            "Of `notice` and `window`: the first, or last, start that there could be.", sample: nil),
        Field(
            "location_id", .formatted(.id(LocationID.self)), nullable: true,
            "Of what is booked at all locations: which one is in the way.", sample: nil),
    ]

    var explainEndpoint: Endpoint {
        Endpoint(
            .get, "/businesses/{business_id}/explain", "Why is this time free, or not?", capabilities: ["C10"],
            access: .member("booking:view_all"),
            query: [
                Field(
                    "offering_id", .formatted(.id(OfferingID.self)),
                    sample: .string(OfferingID(rawValue: 1).description)),
                Field("start", .formatted(.instant), sample: "2026-11-23T08:00:00Z"),
            ] + Self.wishFields,
            answer: Schema(
                "Explanation",
                [
                    Field("free", .boolean, sample: false),
                    Field("reasons", .list(.object(Self.reason), max: 500), sample: []),
                ])
        ) { visit in
            let id = try visit.id("business_id", BusinessID.self)
            return try await house.store.read { db in
                let member = try db.membership(visit.visitor, id, .bookingViewAll)
                guard let book = try book(member.business.slug, in: db), let start = visit.query.instant("start"),
                    let offering = visit.query.id("offering_id", OfferingID.self).flatMap(book.offering)
                else { throw Problem.field("offering_id", "not_found") }
                let wish = try Wish(offering, visit.query, book, isByStaff: true)
                return .json(try explain(book, offering, wish, start: start, in: db).json(visit.words))
            }
        }
    }
}

extension Explanation.Reason {
    package func sentence(_ words: Wording) -> String {
        if let holiday {
            return words("reason.holiday_named", ["holiday": holiday.name(in: words.language.code)])
        }
        let told = limit.map { ["time": words.formats.dateTime($0.start, in: $0.zone)] } ?? [:]
        return words("reason.\(code)", values.merging(told) { $1 })
    }
}

extension Explanation {
    fileprivate func json(_ words: Wording) -> JSON {
        [
            "free": .bool(isFree),
            "reasons": .list(reasons) { reason in
                [
                    "code": .string(reason.code), "detail": .string(reason.sentence(words)),
                    "resource_id": .text(reason.resource?.id.description), "from": .text(reason.interval?.from.rfc3339),
                    "to": .text(reason.interval?.to.rfc3339), "limit": .text(reason.limit?.start.rfc3339),
                    "location_id": .text(reason.location?.description),
                ]
            },
        ]
    }
}
