import Catalogue
import Identity
import Jobs
import Kernel
import Scheduling
import Storage
import Web
import Words

/// A time kept for somebody who is filling in the form.
package struct Hold: Sendable {
    package let token: String
    package let expiresAt: Instant
}

extension BookingSlice {
    /// How long a hold keeps its time.
    package static let holdLife = Span.minutes(10)

    /// Takes the place for ten minutes. Throws 409 when it is not to be had, 429 for a client who holds as many as one may.
    package func hold(_ order: Order, _ book: Book, by origin: Origin, in db: Transaction) throws -> Hold {
        let id = db.newID(BookingID.self)
        let secret = Secret()
        let expiresAt = db.now + Self.holdLife
        try count(id, until: expiresAt, book.business.id, by: origin, in: db)
        let taken = try take(order, for: id, book, .client, in: db)
        _ = try db.insert(
            NewBooking(
                id: id, business: book.business.id, order: order, taken: taken, customer: nil, status: .held,
                client: nil,
                zone: book.business.zone, language: book.business.language, refunds: book.settings.refunds,
                source: .website,
                createdBy: nil, holdHash: secret.hash, expiresAt: expiresAt))
        try expire(id, at: expiresAt, in: db)
        try emit("booking.held", book.business.id, id, by: origin, in: db)
        return Hold(token: secret.text, expiresAt: expiresAt)
    }

    /// Gives a held time back before its end. An unknown token changes nothing.
    package func drop(_ token: String, by origin: Origin, in db: Transaction) throws {
        guard let held = try db.heldBooking(Secret.hash(token)), held.status == .held else { return }
        try end(held, .cancelled, refundShare: nil, by: origin, in: db)
    }

    /// Books; a hold that has run out, or is of something else, is no reason to send somebody away, as the time may still be free.
    package func placeOrTryAgain(_ request: PlaceRequest, _ book: Book, by origin: Origin, in db: Transaction) throws
        -> Booking
    {
        do {
            return try place(request, book, by: origin, in: db)
        } catch let problem as Problem where problem.code == Problem.holdLost.code {
            if let held = try request.holdToken.flatMap({ try db.heldBooking(Secret.hash($0)) }) {
                try expire(held.id, in: db)
            }
            if let token = request.holdToken { try drop(token, by: origin, in: db) }
            var again = request
            again.holdToken = nil
            return try place(again, book, by: origin, in: db)
        }
    }
}
