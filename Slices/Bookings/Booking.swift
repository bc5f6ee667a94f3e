import Catalogue
import Customers
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// Where a booking came from (D10).
package enum BookingSource: String, Sendable, ColumnValue, CaseIterable {
    case website, phone, email, api
    case walkIn = "walk_in"
}

/// One customer's reservation of one offering.
package struct Booking: Sendable {
    package let id: BookingID
    package let business: BusinessID
    package let reference: String
    package let offering: OfferingID
    /// As it was called when it was booked.
    package let offeringName: String
    package let customer: CustomerID?
    package let status: BookingStatus
    package let start: Instant
    package let end: Instant
    package let party: Int
    /// The session whose seats it has; nil for one that has a time of its own.
    package let session: SessionID?
    /// Where it takes place; nil is the business's own address, unless it is at several at once (B11).
    package let location: LocationID?
    /// At each of `Snapshot.locations(of:)` at once.
    package let isEverywhere: Bool
    package let series: SeriesID?
    package let basket: BasketID?
    package let answers: [BookingAnswer]
    package let price: Money
    /// What cancelling gives back: the tiers that the customer was shown, through its moves.
    package let refunds: RefundTerms
    package let clientName: String?
    package let clientEmail: String?
    package let clientPhone: String?
    /// The zone in which the customer chose the time.
    package let clientZone: String
    package let clientLanguage: Language
    /// Special requests, from the client.
    package let notes: String?
    /// For whoever runs the business.
    package let ownerNotes: String?
    /// For everybody who works there.
    package let internalNotes: String?
    package let source: BookingSource
    package let referral: String?
    package let createdBy: UserID?
    /// Why it was rejected or cancelled, where somebody said so.
    package let reason: String?
    /// Basis points of the price that were given back at cancelling.
    package let refundShare: Int?
    package let expiresAt: Instant?
    /// Rises with every change that calendars should learn of (RFC 5545).
    package let sequence: Int
    package let createdAt: Instant

    init(_ row: Row) throws {
        id = try row["id"]
        business = try row["business_id"]
        reference = try row["reference"]
        offering = try row["offering_id"]
        offeringName = try row["offering_name"]
        customer = try row["customer_id"]
        status = try row["status"]
        start = try row["start_at"]
        end = try row["end_at"]
        party = try row["party"]
        session = try row["session_id"]
        location = try row["location_id"]
        isEverywhere = try row["is_everywhere"]
        series = try row["series_id"]
        basket = try row["basket_id"]
        answers = BookingAnswer.list(stored: try row["answers"])
        price = Money(minor: try row["price"], currency: try row["currency"])
        refunds = RefundTerms(
            RefundPolicy(stored: try row["refunds"]), chosen: try row["chosen_start_at"],
            most: try row["refund_most"] ?? 10_000)
        clientName = try row["client_name"]
        clientEmail = try row["client_email"]
        clientPhone = try row["client_phone"]
        clientZone = try row["client_zone"]
        let code: String = try row["client_language"]
        clientLanguage = Language.spoken.first { $0.code == code } ?? .en
        notes = try row["notes"]
        ownerNotes = try row["owner_notes"]
        internalNotes = try row["internal_notes"]
        source = try row["source"]
        referral = try row["referral"]
        createdBy = try row["created_by"]
        reason = try row["reason"]
        refundShare = try row["refund_share"]
        expiresAt = try row["expires_at"]
        sequence = try row["sequence"]
        createdAt = try row["created_at"]
    }

    /// One that was written just now.
    init(_ new: NewBooking, _ reference: String, at now: Instant) {
        id = new.id
        business = new.business
        self.reference = reference
        offering = new.order.offering.id
        offeringName = new.order.offering.name
        customer = new.customer
        status = new.status
        start = new.order.start
        end = new.order.end
        party = new.order.wish.party
        session = new.order.session?.id
        location = new.taken.location
        isEverywhere = !new.taken.all.isEmpty
        series = new.series
        basket = new.basket
        answers = new.order.answers
        price = new.order.price
        refunds = RefundTerms(new.refunds)
        clientName = new.client?.name
        clientEmail = new.client?.reach.email
        clientPhone = new.client?.reach.phone
        clientZone = new.zone
        clientLanguage = new.language
        notes = new.client?.notes
        ownerNotes = nil
        internalNotes = nil
        source = new.source
        referral = new.client?.referral
        createdBy = new.createdBy
        reason = nil
        refundShare = nil
        expiresAt = new.expiresAt
        sequence = 0
        createdAt = now
    }

    package var minutes: Int { Int((end - start).milliseconds / 60_000) }

    /// Whether a customer may still take it back.
    package func isCancellable(at now: Instant) -> Bool { Lifecycle.allows(status, .cancelled) && now < start }
}

extension RefundPolicy {
    /// `24:10000 6:5000`: hours before the start, and basis points.
    package var stored: String { tiers.map { "\($0.hoursBefore):\($0.basisPoints)" }.joined(separator: " ") }

    init(stored text: String) {
        let tiers = text.split(separator: " ").compactMap { part -> RefundTier? in
            let numbers = part.split(separator: ":").compactMap { Int($0) }
            return numbers.count == 2 ? RefundTier(hoursBefore: numbers[0], basisPoints: numbers[1]) : nil
        }
        self = RefundPolicy(tiers: tiers) ?? .standard
    }
}
