import Bookings
import Catalogue
import House
import Kernel
import Scheduling
import Storage
import Web

/// Several offerings that a visitor wants in one visit, one after the other (D13).
struct ChosenVisit: Sendable {
    let parts: [VisitPart]
    /// The first thing that was asked for and can't be; nil when all can.
    let wrong: Problem?
    /// What every address of the visit carries along: the offerings, and whom and where, as far as these were chosen.
    let carried: [HiddenField]

    static let least = 2
    static let field = Field(
        "offering_id", .list(.text(1...40), max: 20), optional: true, "Once for each, in their order.", sample: nil)
    /// Where all of it, and whom or which room for each part.
    static let choices =
        [Choice.locationField]
        + (0..<SchedulingSlice.visitMost).map { Field(whom($0), .text(0...40), optional: true, sample: nil) }

    static func whom(_ number: Int) -> String { "resource_\(number + 1)" }

    /// Nil unless all that is named can be part of a visit, and there are neither too few nor too many.
    ///
    /// - Parameter wanted: `choices`, as the address or the form has them.
    init?(_ ids: [String], _ wanted: Fields, _ book: Book) {
        let offerings = ids.compactMap { id in
            OfferingID(id).flatMap { id in book.visitable.first { $0.id == id } }
        }
        guard offerings.count == ids.count, (Self.least...SchedulingSlice.visitMost).contains(ids.count) else {
            return nil
        }
        let location = wanted.text(Choice.locationField.name)
        let whom = ids.indices.map { wanted.text(Self.whom($0)) }
        let chosen = zip(offerings, whom).map { offering, whom in
            // What is at all locations is so wherever the rest is.
            let place = book.isEverywhere(offering) ? nil : location
            let asked = ["resource_id": whom, "location_id": place].compactMapValues { $0.map(JSON.string) }
            return Choice(Fields(asked), offering, book)
        }
        let parts = zip(offerings, chosen).map { VisitPart($0, $1.wish) }
        self.parts = parts
        wrong = chosen.lazy.compactMap(\.wrong).first
        let isAt = location.map { text in parts.contains { $0.wish.location?.description == text } } ?? false
        let isWhom = zip(whom, parts).map { text, part in part.wish.resources.contains { $0.description == text } }
        carried =
            ids.map { HiddenField(name: Self.field.name, value: $0) }
            + (isAt ? [HiddenField(name: Choice.locationField.name, value: location ?? "")] : [])
            + whom.indices.filter { isWhom[$0] }.map { HiddenField(name: Self.whom($0), value: whom[$0] ?? "") }
    }

    /// What the address or the form names, in order.
    static func ids(_ visit: Visit) -> [String] {
        guard visit.incoming.method == .post else {
            return (visit.query.list("offering_id") ?? []).compactMap(\.string)
        }
        return (visit.body.text("offering_id") ?? "").split(separator: "\n").map(String.init)
    }

    var name: String { parts.map(\.offering.name).joined(separator: " + ") }
    var minutes: Int { parts.map(\.wish.minutes).reduce(0, +) }

    /// Where and whom, as the form above the times shows it.
    var values: [String: String] {
        let whom = parts.enumerated().map { (Self.whom($0), $1.wish.resources.first?.description ?? "") }
        let place = carried.filter { $0.name == Choice.locationField.name }.map { ($0.name, $0.value) }
        return Dictionary(whom + place) { $1 }
    }

    /// Where the parts can be, all at the same; those at all locations are no matter.
    func locations(_ book: Book) -> [Location] {
        let single = parts.map(\.offering).filter { !book.isEverywhere($0) }
        let each = single.map { book.locations(of: $0, Wish($0)) }
        return (each.first ?? []).filter { one in each.allSatisfy { $0.contains(one) } }
    }

    /// When its parts would be, one at once after the other.
    func times(at start: Instant) -> [Interval] {
        parts.reduce(into: []) { times, part in
            times.append(Interval(from: times.last?.to ?? start, lasting: part.wish.duration))
        }
    }

    /// What all of it costs; nil when the prices can't be added.
    func total(_ book: Book) -> Money? {
        parts.reduce(Money?.some(Money(minor: 0, currency: book.business.currency))) { sum, part in
            guard let sum, let price = try? part.wish.price(part.offering, book) else { return nil }
            return try? sum.adding(price)
        }
    }
}

extension Book {
    /// What can be part of a visit.
    var visitable: [Offering] { shown.filter { $0.kind != .course && !$0.needs.isEmpty } }
}

extension StorefrontSlice {
    /// The business, with the visit that the address or the form names. Nil for the offering when there is no such visit.
    func visitStall(_ visit: Visit, in db: Snapshot) throws -> (front: Front, offering: Offering?) {
        var front = try storefront(visit, in: db)
        let wanted = visit.incoming.method == .post ? visit.body : visit.query
        guard let chosen = ChosenVisit(ChosenVisit.ids(visit), wanted, front.book), let first = chosen.parts.first
        else {
            return (front, nil)
        }
        front.visit = chosen
        front.choice = Choice(visiting: first.wish, carried: chosen.carried, wrong: chosen.wrong)
        return (front, first.offering)
    }

    /// When its parts are if it begins at `start`; nil when it can't be had.
    func times(_ visit: ChosenVisit, _ front: Front, at start: Instant, in db: Snapshot) throws -> [Interval]? {
        let date = front.zone.local(start).date
        return try scheduling.freeVisits(
            front.book, visit.parts, from: date, through: date, in: front.zone, db
        ).parts[start]
    }
}
