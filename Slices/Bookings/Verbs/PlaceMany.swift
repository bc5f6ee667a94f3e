import Catalogue
import Customers
import Identity
import Kernel
import Scheduling
import Storage
import Web

package struct BasketID: EntityID, ColumnValue {
    package static let prefix = "bsk"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// What came of a series: its bookings, and the dates that were passed over.
package struct PlacedSeries: Sendable {
    package struct Skipped: Sendable {
        package let start: Instant
        package let problem: Problem
    }
    package let bookings: [Booking]
    package let skipped: [Skipped]
}

extension BookingSlice {
    /// The longest series of bookings.
    package static let seriesMost = 52
    /// The most bookings of one basket.
    package static let basketMost = 10

    /// Books the same thing on each of these dates, at the wall-clock time of `request.ask.start`, or of a course a seat in the session
    /// that begins when `request.ask.session` does (D13). Every date is tried; unless all can be had, nothing is booked and 409
    /// `series_unavailable` names those that can't, or with `skipsTaken` the others are booked.
    package func placeSeries(
        _ request: PlaceRequest, _ recurrence: Recurrence, skipsTaken: Bool, _ book: Book, by origin: Origin,
        in db: Transaction
    ) throws -> PlacedSeries {
        let occurrences = try occurrences(request.ask, recurrence, book, in: db)
        try lock([request], book, in: db)
        let series = db.newID(SeriesID.self)
        var placed: [(booking: Booking, order: Order)] = []
        var skipped: [PlacedSeries.Skipped] = []
        for occurrence in occurrences {
            var one = request
            one.ask = occurrence.ask
            one.series = series
            do {
                if occurrence.isMissing { throw Problem.slotUnavailable(["no_session"]) }
                placed.append(try db.savepoint { try placeOne(one, book, by: origin, in: db) })
            } catch let problem as Problem where problem.status == 409 && problem.code != Problem.bookingOff.code {
                skipped.append(.init(start: one.ask.start, problem: problem))
            }
        }
        let bookings = placed.map(\.booking).sorted { $0.start < $1.start }
        skipped.sort { $0.start < $1.start }
        guard skipped.isEmpty || skipsTaken && !bookings.isEmpty else {
            throw Problem(
                409, "series_unavailable", ["count": "\(skipped.count)"],
                details: [
                    .init(
                        "unavailable",
                        .list(skipped) { ["start": .string($0.start.rfc3339), "code": .string($0.problem.code)] })
                ])
        }
        try countMails(placed.map { (request, $0.order) }, in: db)
        return PlacedSeries(bookings: bookings, skipped: skipped)
    }

    /// Books several things for one client, all or none (D13). They share a basket.
    package func placeBasket(_ requests: [PlaceRequest], _ book: Book, by origin: Origin, in db: Transaction) throws
        -> [Booking]
    {
        guard (1...Self.basketMost).contains(requests.count) else {
            throw Problem.field("items", "out_of_range", ["min": "1", "max": "\(Self.basketMost)"])
        }
        try lock(requests, book, in: db)
        let basket = db.newID(BasketID.self)
        var last: Booking?
        // Seats are taken in the order of their rows, so that two baskets with the same sessions can't block each other.
        let order = requests.indices.sorted {
            let (one, other) = (requests[$0].ask, requests[$1].ask)
            return (one.session?.rawValue ?? 0, one.start, $0) < (other.session?.rawValue ?? 0, other.start, $1)
        }
        var booked: [Int: (booking: Booking, order: Order)] = [:]
        for index in order {
            var one = requests[index]
            one.basket = basket
            if let last, follows(last, one.ask, book) {
                one.isFollowing = true
                one.ask.location = one.ask.location ?? last.location.flatMap { samePlace($0, one.ask, book) }
            }
            let placed = try placeOne(one, book, by: origin, in: db)
            (last, booked[index]) = (placed.booking, placed)
        }
        try countMails(booked.map { (requests[$0.key], $0.value.order) }, in: db)
        return requests.indices.compactMap { booked[$0]?.booking }
    }

    /// Whether it begins when `last` ends, or when the time that is kept between the two is over.
    private func follows(_ last: Booking, _ ask: Ask, _ book: Book) -> Bool {
        guard let first = book.offering(last.offering), let second = book.offering(ask.offering) else { return false }
        return book.pauses(after: first, before: second).contains { last.end + $0 == ask.start }
    }

    /// Nobody can be at two locations at once: what follows is at the same one, where it can be had there.
    private func samePlace(_ location: LocationID, _ ask: Ask, _ book: Book) -> LocationID? {
        guard ask.session == nil, let offering = book.offering(ask.offering) else { return nil }
        let wish = try? Wish(
            offering, minutes: ask.minutes, party: ask.party, resources: ask.resources, isByStaff: true)
        return try? wish?.at(location, offering, book).location
    }

    /// The client first, then all that may be taken: the order of a single booking, so that no two wait for each other in a circle.
    private func lock(_ requests: [PlaceRequest], _ book: Book, in db: Transaction) throws {
        for request in requests.prefix(1) {
            _ = try match(request, book, in: db)
        }
        try scheduling.lockAll(requests.compactMap { book.offering($0.ask.offering) }, book.business.id, in: db)
    }
}
