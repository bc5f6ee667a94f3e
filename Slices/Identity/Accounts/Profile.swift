import House
import Kernel
import Storage
import Timekeeping
import Web
import Words

/// What people say of themselves, and what they want to be told (A3).
package enum Profile {
    package static let schema = Schema(
        "Profile",
        [
            Field("name", .text(1...120), sample: "Maria Ortiz"),
            Field("language", .choice(Language.spoken.map(\.code)), "Of pages and mails.", sample: "en"),
            Field("zone", .formatted(.zone), "IANA time zone.", sample: "Europe/Madrid"),
            Field("booking_mails", .boolean, "Mails about bookings of businesses that they own.", sample: true),
            Field("login_mails", .boolean, "Mails about log-ins from new devices.", sample: true),
        ])
}

extension IdentitySlice {
    /// The zone in which a user reads times.
    package func zone(of user: User) -> Zone { user.zone.flatMap(house.zones.zone) ?? .utc }

    /// Changes what is named in `fields`; the rest stays. Throws 422 for a zone that is none.
    package func changeProfile(_ fields: Fields, _ visit: Visit) async throws -> User {
        try await house.store.write { db in try changeProfile(fields, visit, in: db) }
    }

    func changeProfile(_ fields: Fields, _ visit: Visit, in db: Transaction) throws -> User {
        let id = UserID(rawValue: try visit.user().id)
        if let zone = fields.text("zone"), house.zones.zone(zone) == nil { throw Problem.field("zone", "not_zone") }
        guard let old = try db.lockedUser(id) else { throw Problem.signInNeeded }
        try db.execute(
            """
            UPDATE users SET name = \(fields.text("name") ?? old.name), language = \(fields.text("language") ?? old.language?.code),
                zone = \(fields.text("zone") ?? old.zone), booking_mails = \(fields.bool("booking_mails") ?? old.wantsBookingMails),
                login_mails = \(fields.bool("login_mails") ?? old.wantsLoginMails), updated_at = \(db.now)
            WHERE id = \(id)
            """)
        try events.emit(
            "user.profile_changed", business: 0, subject: id.description, by: Origin(visit),
            details: ["fields": .list(fields.values.keys.sorted(), JSON.string)], in: db)
        guard let user = try db.user(id) else { throw Problem.signInNeeded }
        return user
    }
}
