import House
import Identity
import Kernel
import Storage
import Web

/// The rules by which a business takes bookings (B8); the defaults are `domain.md`'s.
package struct BookingSettings: Sendable, Equatable {
    package var requiresApproval = false
    package var autoApprovesReturningClients = false
    package var bufferBeforeMinutes = 0
    package var bufferMinutes = 15
    package var expiryHours = 24
    package var isActive = true
    package var maxAdvanceDays = 30
    package var minAdvanceHours = 2
    /// At least so many hours before the start, cancelling gives everything back; then half, until `halfRefundHours`.
    package var fullRefundHours = 24
    package var halfRefundHours = 6
    /// Until so many hours before the start, a client may move a booking.
    package var rescheduleNoticeHours = 2

    package init() {}

    package var window: BookingWindow {
        BookingWindow(minNotice: .hours(minAdvanceHours), maxAdvanceDays: maxAdvanceDays)
    }

    /// The tiers that customers are shown and held to. Hours that don't descend leave out the half.
    package var refunds: RefundPolicy {
        let full = RefundTier(hoursBefore: fullRefundHours, basisPoints: 10_000)
        let half = RefundTier(hoursBefore: halfRefundHours, basisPoints: 5_000)
        return (halfRefundHours < fullRefundHours ? RefundPolicy(tiers: [full, half]) : RefundPolicy(tiers: [full]))
            ?? .standard
    }
}

extension BookingSettings {
    package static let schema = Schema(
        "BookingSettings",
        [
            Field("requires_approval", .boolean, sample: false),
            Field("auto_approve_returning_clients", .boolean, sample: false),
            Field("buffer_before_minutes", .integer(0...1_440), sample: 0),
            Field("buffer_time_minutes", .integer(0...1_440), "Kept free after each booking.", sample: 15),
            Field(
                "booking_expiry_hours", .integer(1...720), "A request nobody decides on ends after this.", sample: 24),
            Field("is_active", .boolean, "Whether the public link takes bookings.", sample: true),
            Field("max_advance_booking_days", .integer(1...3_650), sample: 30),
            Field("min_advance_booking_hours", .integer(0...8_760), sample: 2),
            Field("full_refund_hours", .integer(0...8_760), sample: 24),
            Field("half_refund_hours", .integer(0...8_760), sample: 6),
            Field(
                "reschedule_notice_hours", .integer(0...8_760), "A client may move a booking until then.", sample: 2),
        ])

    package var json: JSON {
        [
            "requires_approval": .bool(requiresApproval),
            "auto_approve_returning_clients": .bool(autoApprovesReturningClients),
            "buffer_before_minutes": .number(bufferBeforeMinutes), "buffer_time_minutes": .number(bufferMinutes),
            "booking_expiry_hours": .number(expiryHours), "is_active": .bool(isActive),
            "max_advance_booking_days": .number(maxAdvanceDays),
            "min_advance_booking_hours": .number(minAdvanceHours), "full_refund_hours": .number(fullRefundHours),
            "half_refund_hours": .number(halfRefundHours),
            "reschedule_notice_hours": .number(rescheduleNoticeHours),
        ]
    }

    /// These settings with what `fields` names in place of what they had.
    func changed(by fields: Fields) -> BookingSettings {
        var new = self
        new.requiresApproval = fields.bool("requires_approval") ?? requiresApproval
        new.autoApprovesReturningClients = fields.bool("auto_approve_returning_clients") ?? autoApprovesReturningClients
        new.bufferBeforeMinutes = fields.integer("buffer_before_minutes") ?? bufferBeforeMinutes
        new.bufferMinutes = fields.integer("buffer_time_minutes") ?? bufferMinutes
        new.expiryHours = fields.integer("booking_expiry_hours") ?? expiryHours
        new.isActive = fields.bool("is_active") ?? isActive
        new.maxAdvanceDays = fields.integer("max_advance_booking_days") ?? maxAdvanceDays
        new.minAdvanceHours = fields.integer("min_advance_booking_hours") ?? minAdvanceHours
        new.fullRefundHours = fields.integer("full_refund_hours") ?? fullRefundHours
        new.halfRefundHours = fields.integer("half_refund_hours") ?? halfRefundHours
        new.rescheduleNoticeHours = fields.integer("reschedule_notice_hours") ?? rescheduleNoticeHours
        return new
    }
}

extension Snapshot {
    package func bookingSettings(_ business: BusinessID) throws -> BookingSettings {
        guard let row = try first("SELECT * FROM booking_settings WHERE business_id = \(business)") else {
            return BookingSettings()
        }
        var settings = BookingSettings()
        settings.requiresApproval = try row["requires_approval"]
        settings.autoApprovesReturningClients = try row["auto_approve_returning_clients"]
        settings.bufferBeforeMinutes = try row["buffer_before_minutes"]
        settings.bufferMinutes = try row["buffer_time_minutes"]
        settings.expiryHours = try row["booking_expiry_hours"]
        settings.isActive = try row["is_active"]
        settings.maxAdvanceDays = try row["max_advance_booking_days"]
        settings.minAdvanceHours = try row["min_advance_booking_hours"]
        settings.fullRefundHours = try row["full_refund_hours"]
        settings.halfRefundHours = try row["half_refund_hours"]
        settings.rescheduleNoticeHours = try row["reschedule_notice_hours"]
        return settings
    }
}

extension BookingSettings {
    func insert(for business: BusinessID, in db: Transaction) throws {
        try db.execute(
            """
            INSERT INTO booking_settings (business_id, requires_approval, auto_approve_returning_clients, buffer_before_minutes,
                buffer_time_minutes, booking_expiry_hours, is_active, max_advance_booking_days, min_advance_booking_hours,
                full_refund_hours, half_refund_hours, reschedule_notice_hours)
            VALUES (\(business), \(requiresApproval), \(autoApprovesReturningClients), \(bufferBeforeMinutes), \(bufferMinutes),
                \(expiryHours), \(isActive), \(maxAdvanceDays), \(minAdvanceHours), \(fullRefundHours), \(halfRefundHours),
                \(rescheduleNoticeHours))
            ON CONFLICT (business_id) DO UPDATE SET requires_approval = excluded.requires_approval,
                auto_approve_returning_clients = excluded.auto_approve_returning_clients,
                buffer_before_minutes = excluded.buffer_before_minutes, buffer_time_minutes = excluded.buffer_time_minutes,
                booking_expiry_hours = excluded.booking_expiry_hours, is_active = excluded.is_active,
                max_advance_booking_days = excluded.max_advance_booking_days,
                min_advance_booking_hours = excluded.min_advance_booking_hours, full_refund_hours = excluded.full_refund_hours,
                half_refund_hours = excluded.half_refund_hours,
                reschedule_notice_hours = excluded.reschedule_notice_hours
            """)
    }
}

extension CatalogueSlice {
    package func updateSettings(_ member: Membership, _ fields: Fields, by origin: Origin, in db: Transaction) throws
        -> BookingSettings
    {
        // What is not named stays, whoever else names it at this moment.
        try db.lockBusiness(member.business.id)
        let settings = try db.bookingSettings(member.business.id).changed(by: fields)
        guard settings.maxAdvanceDays <= house.rules.bookingAdvanceDays else {
            throw Problem.field(
                "max_advance_booking_days", "out_of_range", ["min": "1", "max": "\(house.rules.bookingAdvanceDays)"])
        }
        try settings.insert(for: member.business.id, in: db)
        try changed(
            "settings.updated", member.business.id, subject: member.business.id.description, by: origin,
            details: settings.json, in: db)
        return settings
    }

    var settingsEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/booking/settings", "How a business takes bookings", capabilities: ["B8"],
                access: .member("booking:view_all"),
                query: [Self.businessQuery], answer: BookingSettings.schema
            ) { visit in
                try await house.store.read { db in
                    let id = try visit.query.id("business_id", BusinessID.self) ?? db.onlyBusiness(of: visit.visitor)
                    return .json(
                        try db.bookingSettings(
                            db.membership(visit.visitor, id, .bookingViewAll, reach: .own).business.id
                        ).json)
                }
            },
            .write(
                .put, "/booking/settings", "Change how a business takes bookings; what is not named stays",
                capabilities: ["B8"],
                access: .member("settings:modify"), query: [Self.businessQuery],
                body: BookingSettings.schema.patch("BookingSettingsChange"), answer: BookingSettings.schema
            ) { visit in
                try await house.store.once(visit) { db in
                    let id = try visit.query.id("business_id", BusinessID.self) ?? db.onlyBusiness(of: visit.visitor)
                    return try db.membership(visit.visitor, id, .settingsModify)
                } work: { member, db in
                    .json(try updateSettings(member, visit.body, by: Origin(visit), in: db).json)
                }
            },
        ]
    }
}
