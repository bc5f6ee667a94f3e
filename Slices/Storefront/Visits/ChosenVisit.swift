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

    static let least = 2
    static let field = Field(
        "offering_id", .list(.text(1...40), max: 20), optional: true, "Once for each, in their order.", sample: nil)

    /// Nil unless all that is named can be part of a visit, and there are neither too few nor too many.
    init?(_ ids: [String], _ book: Book) {
        let offerings = ids.compactMap { id in
            OfferingID(id).flatMap { id in book.visitable.first { $0.id == id } }
        }
        guard offerings.count == ids.count, (Self.least...SchedulingSlice.visitMost).contains(ids.count) else {
            return nil
        }
        parts = offerings.map { VisitPart($0, Choice(Fields(), $0, book).wish) }
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
    var carried: [HiddenField] {
        parts.map { HiddenField(name: "offering_id", value: $0.offering.id.description) }
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
        guard let chosen = ChosenVisit(ChosenVisit.ids(visit), front.book), let first = chosen.parts.first else {
            return (front, nil)
        }
        front.visit = chosen
        front.choice = Choice(visiting: first.wish, carried: chosen.carried)
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
