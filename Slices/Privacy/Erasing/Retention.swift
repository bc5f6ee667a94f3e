import Bookings
import Catalogue
import Customers
import House
import Identity
import Jobs
import Kernel
import Storage
import Web

/// Clients who have not been here for as long as the business says are erased by themselves.
extension PrivacySlice {
    /// How many a transaction erases; others go on between two of them.
    private static let batch = 5
    private static let pause = Span.hours(24)

    /// Who was last here before this is erased.
    static func cutoff(_ months: Int, at now: Instant) -> Instant { now - .days((months * 365 + 11) / 12) }

    private static func key(_ business: BusinessID) -> String { "retain \(business)" }

    /// Writes what the business settles, and the job that it asks for. Throws 403 for who may not erase and asks for erasing.
    func set(_ settings: PrivacySettings, _ member: Membership, by origin: Origin, in db: Transaction) throws {
        let business = member.business.id
        let old = try db.privacySettings(business)
        guard settings.eraseAfterMonths == old.eraseAfterMonths || member.may(.customersErase) else {
            throw Problem.forbidden
        }
        try db.set(settings, of: business)
        if settings.eraseAfterMonths != old.eraseAfterMonths {
            try JobQueue.cancel(key: Self.key(business), in: db)
            if settings.eraseAfterMonths != nil { try retain(business, at: db.now + .hours(1), in: db) }
        }
        try identity.events.emit(
            "business.privacy_changed", business: business.rawValue, subject: business.description, by: origin,
            details: [
                "asks_news": .bool(settings.asksNews), "erase_after_months": .number(settings.eraseAfterMonths),
                "erase_after_months_before": .number(old.eraseAfterMonths),
            ], in: db)
        house.pulse.touch(business.rawValue, in: db)
    }

    /// - Parameter client: the last one who was looked at.
    private func retain(_ business: BusinessID, after client: CustomerID? = nil, at due: Instant, in db: Transaction)
        throws
    {
        try JobQueue.enqueue(
            "Privacy.retain", ["business": business.description, "after": client?.description ?? ""], due: due,
            key: Self.key(business), in: db)
    }

    var retentionJob: JobHandler {
        JobHandler(
            "Privacy.retain",
            .inTransaction { job, db in
                guard let business = job.payload["business"].flatMap({ BusinessID($0) }),
                    let months = try db.privacySettings(business).eraseAfterMonths
                else { return }
                let (clients, next) = try db.idle(
                    business, since: Self.cutoff(months, at: db.now),
                    after: job.payload["after"].flatMap { CustomerID($0) }, limit: Self.batch)
                for id in clients {
                    try erase(id, business, cancelling: false, because: .retention, by: .system, in: db)
                }
                try retain(business, after: next, at: next == nil ? db.now + Self.pause : db.now, in: db)
            })
    }
}
