import Catalogue
import House
import Identity
import Kernel
import Storage
import Timekeeping
import Web
import Words

extension AdminSlice {
    private static let event = Schema(
        "Event",
        [
            Field("id", .formatted(.id(EventID.self)), sample: .string(EventID(rawValue: 1).description)),
            Field("action", .text(1...60), sample: "booking.confirmed"),
            Field("detail", .text(1...300), "The same as a sentence.", sample: "Booking confirmed"),
            Field("actor", .text(1...40), "A user's id, `customer`, `guest` or `system`.", sample: "usr_1"),
            Field("actor_name", .text(0...120), nullable: true, sample: "Maria Ortiz"),
            Field("subject", .text(0...60), "Id of what it happened to.", sample: "bkg_1"),
            Field("details", .free(bytes: 16_384), sample: [:]), Field("address", .text(0...60), sample: "192.0.2.7"),
            Field("agent", .text(0...300), sample: "Mozilla/5.0"),
            Field("at", .formatted(.instant), sample: "2026-11-21T09:00:00Z"),
            Field("position", .integer(1...Int64.max), nullable: true, "In the chain; null for a moment.", sample: 1),
            Field("hash", .text(64...64), nullable: true, "SHA-256 over the one before and this one.", sample: nil),
        ])

    var eventEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/businesses/{business_id}/events", "What happened in a business, the latest first",
                capabilities: ["M3"], access: .member("settings:modify"), query: EventFilter.query + Schema.paging,
                answer: .page(of: Self.event)
            ) { visit in
                let id = try visit.id("business_id", BusinessID.self)
                let business = try await house.store.read { db in
                    try db.membership(visit.visitor, id, .settingsModify).business
                }
                return try await json(business.id.rawValue, zone(business), visit)
            },
            Endpoint(
                .get, "/admin/events", "What happened on the platform, the latest first", capabilities: ["M3", "L4"],
                access: .admin, query: EventFilter.query + Schema.paging, answer: .page(of: Self.event)
            ) { visit in try await json(0, .utc, visit) },
        ]
    }

    func zone(_ business: Business) -> Zone { house.zones.zone(business.zone) ?? .utc }

    private func json(_ business: Int64, _ zone: Zone, _ visit: Visit) async throws -> Answer {
        let found = try await events(business, zone, visit, limit: visit.limit)
        return .json([
            "items": .list(found.items) { event in
                [
                    "id": .string(event.logged.id.description), "action": .string(event.logged.action),
                    "detail": .string(event.sentence), "actor": .string(event.logged.actor),
                    "actor_name": .text(event.logged.actorName), "subject": .string(event.logged.subject),
                    "details": event.logged.details, "address": .string(event.logged.address),
                    "agent": .string(event.logged.agent), "at": .string(event.logged.at.rfc3339),
                    "position": .number(event.logged.position), "hash": .text(event.logged.hash),
                ]
            }, "next_cursor": .text(found.next),
        ])
    }

    func events(_ business: Int64, _ zone: Zone, _ visit: Visit, limit: Int) async throws -> Batch<ToldEvent> {
        let cursor = try visit.cursor(EventID.self)
        let (filter, words) = (EventFilter(visit.query, zone), visit.words)
        return try await house.store.read { db in
            let logged = try db.events(business, filter, after: cursor, limit: limit + 1)
            let names = try db.names(of: logged.compactMap { UserID($0.subject) })
            return Batch(
                logged.map { ToldEvent($0, about: UserID($0.subject).flatMap { names[$0] }, words) }, limit,
                by: \.logged.id.description)
        }
    }
}

/// An event with its sentence.
struct ToldEvent: Sendable {
    let logged: LoggedEvent
    let sentence: String

    /// - Parameter about: the name of the user whom it happened to.
    init(_ logged: LoggedEvent, about: String?, _ words: Wording) {
        self.logged = logged
        let key = "event.\(logged.action)"
        guard words.has(key) else {
            sentence = logged.action
            return
        }
        func role(_ name: String) -> String {
            guard let value = logged.details[name]?.string else { return "" }
            let prefix = logged.action.hasPrefix("user.") ? "admin.role" : "members.role"
            return words.has("\(prefix).\(value)") ? words("\(prefix).\(value)") : value
        }
        sentence = words(
            key,
            [
                "name": about ?? logged.subject, "role": role("role"), "role_before": role("role_before"),
                "path": logged.details["path"]?.string ?? "",
            ])
    }
}
