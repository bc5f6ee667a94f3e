import Catalogue
import Kernel
import Storage

/// Puts visits together in thought, as a basket takes them: each part takes what it would be given, and the next one meets that.
struct VisitPlan {
    private let book: Book
    private let parts: [VisitPart]
    private let plans: [Plan]
    private let ledger: Shares
    private let now: Instant

    /// - Parameter span: the starts that are asked about.
    init(_ book: Book, _ parts: [VisitPart], over span: Interval, in db: Snapshot) throws {
        let length = Self.length(book, parts)
        let whole = Interval(from: span.from, lasting: span.duration + length)
        self.book = book
        self.parts = parts
        plans = try parts.map { try Plan(book, $0.offering, $0.wish, span: whole, in: db) }
        ledger = try Shares(book, parts, over: whole, in: db)
        now = db.now
    }

    private init(_ plan: VisitPlan, near reach: Interval) {
        book = plan.book
        parts = plan.parts
        plans = plan.plans.map { $0.near(reach) }
        ledger = plan.ledger
        now = plan.now
    }

    /// The longest that a visit can be, buffers apart.
    private static func length(_ book: Book, _ parts: [VisitPart]) -> Span {
        let pauses = zip(parts, parts.dropFirst()).compactMap {
            book.pauses(after: $0.offering, before: $1.offering).last
        }
        return (parts.map(\.wish.duration) + pauses).reduce(.zero, +)
    }

    /// The times of the parts of every visit that begins within `span`, on the grid of the first part.
    func visits(over span: Interval) -> [[Interval]] {
        guard let first = plans.first else { return [] }
        let starts = Availability.slots(
            hours: first.hours, needs: first.needs, rule: first.rule, over: span, at: first.locations
        ).map(\.start)
        var visits: [[Interval]] = []
        var rest = starts[...]
        // A day at a time, so that no start is asked about the claims of all days.
        while let start = rest.first {
            let date = book.zone.local(start).date
            let day = rest.prefix { book.zone.local($0).date == date }
            rest = rest.dropFirst(day.count)
            let last = (day.last ?? start) + Self.length(book, parts)
            let reach = Interval(from: start, lasting: last - start).expanded(
                before: plans.map(\.rule.before).max() ?? .zero, after: plans.map(\.rule.after).max() ?? .zero)
            let near = VisitPlan(self, near: reach)
            visits += day.compactMap { near.visit(at: $0) }
        }
        return visits
    }

    private func visit(at start: Instant) -> [Interval]? { visit(at: start, from: 0, after: nil, ledger) }

    /// The times of the parts from `index` on, the first of them at `start`; nil when they can't all be had.
    ///
    /// - Parameter location: of the part before.
    private func visit(at start: Instant, from index: Int, after location: LocationID?, _ shares: Shares) -> [Interval]?
    {
        let part = parts[index]
        let wish = part.wish.following(location, part.offering, book)
        let plan = wish.location == part.wish.location ? plans[index] : plans[index].at(wish.location)
        guard index == 0 || plan.refusals(start, .following, book, now: now).isEmpty else { return nil }
        let taken = plan.adding(shares.own).choose(start) { shares.order($0, part, start) }
        guard let taken else { return nil }
        let time = plan.rule.visit(start)
        guard index + 1 < parts.count else { return [time] }
        let left = shares.adding(taken.resources, part, plan.rule, at: start, now: now)
        for pause in book.pauses(after: part.offering, before: parts[index + 1].offering) {
            if let rest = visit(at: time.to + pause, from: index + 1, after: taken.location, left) {
                return [time] + rest
            }
        }
        return nil
    }
}
