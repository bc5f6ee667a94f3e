import Bookings
import Catalogue
import Customers
import House
import Identity
import Jobs
import Kernel
import Storage
import Web

/// Why somebody was erased; the event says it.
enum ErasureCause: String, Sendable {
    /// The business did it, of itself or because the client asked by their link.
    case owner, request
    /// The business's own period was over.
    case retention
}

extension PrivacySlice {
    /// Takes everything out that is known of a client: names, contact, notes, answers, mails, consents, addresses. What was booked when,
    /// for how much, and what it claimed, stays, and names nobody. Throws 404, and 409 `bookings_upcoming` unless they are to be cancelled.
    func erase(
        _ id: CustomerID, _ business: BusinessID, cancelling: Bool, because cause: ErasureCause, by origin: Origin,
        in db: Transaction
    ) throws {
        // Whoever books for the client at this moment waits here, and then books for somebody new.
        guard let customer = try db.lockedCustomer(business, id), customer.erasedAt == nil else {
            throw Problem.notFound
        }
        let upcoming = try db.upcoming(business, of: id)
        guard upcoming.isEmpty || cancelling else { throw Problem.upcoming(upcoming) }
        for booking in upcoming { _ = try bookings.cancel(booking.id, as: .business, by: origin, in: db) }
        let person = try db.leaving(business, customer)
        for holding in holdings { try holding.erase(person, in: db) }
        try identity.events.emit(
            "customer.erased", business: business.rawValue, subject: id.description, by: origin,
            details: ["cause": .string(cause.rawValue), "bookings": .number(person.bookings.count)], in: db)
        try purgeSoon(cause, in: db)
    }
}

extension Problem {
    /// With the references, so that somebody can look at what is in the way.
    static func upcoming(_ bookings: [Booking]) -> Problem {
        Problem(
            409, "bookings_upcoming",
            ["count": "\(bookings.count)", "references": bookings.prefix(20).map(\.reference).joined(separator: ", ")],
            details: [.init("bookings", .list(bookings.prefix(100)) { .string($0.id.description) })])
    }
}
