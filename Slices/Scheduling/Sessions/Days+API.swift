import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

/// Sessions as everybody may see them, by date and with totals (C3).
extension SchedulingSlice {
    private static let day = Schema(
        "DateAvailability",
        [
            Field("date", .formatted(.date), sample: "2026-11-23"),
            Field("total_slots", .integer(0...1_000), sample: 1),
            Field("available_slots", .integer(0...1_000), sample: 1),
            Field("slots", .list(.object(Session.schema.fields), max: 1_000), sample: .array([Session.schema.sample])),
        ])

    var rangeEndpoint: Endpoint {
        Endpoint(
            .get, "/availability/profiles/{business_id}", "Sessions by date, with totals", capabilities: ["C3"],
            access: .anyone, query: DateRange.fields, answer: Schema("Dates", Self.day.fields, list: true)
        ) { visit in
            let dates = try DateRange(visit.query)
            return try await house.store.read { db in
                .json(.array(try days(try visit.id("business_id"), dates, in: db)))
            }
        }
    }

    var dayEndpoint: Endpoint {
        Endpoint(
            .get, "/availability/profiles/{business_id}/dates/{date}", "Sessions of one date", capabilities: ["C3"],
            access: .anyone, answer: Self.day
        ) { visit in
            guard let date = LocalDate(visit.parameter("date")) else { throw Problem.notFound }
            return try await house.store.read { db in
                .json(try days(try visit.id("business_id"), DateRange(only: date), in: db).first ?? .null)
            }
        }
    }

    private func days(_ id: BusinessID, _ dates: DateRange, in db: Snapshot) throws -> [JSON] {
        guard let business = try db.business(id), business.isActive, let book = try book(business.slug, in: db) else {
            throw Problem.notFound
        }
        let zone = book.zone
        let shown = Set(book.shown.map(\.id))
        let sessions = Dictionary(
            grouping: try db.sessions(id, in: dates.span(in: zone)).filter { shown.contains($0.offering) },
            by: { zone.local($0.start).date })
        return dates.all.map { date in
            let slots = (sessions[date] ?? []).map { $0.json(book, at: db.now, isPublic: true) }
            return [
                "date": .string(date.description), "total_slots": .number(slots.count),
                "available_slots": .number(slots.count { $0["is_available"]?.bool ?? false }), "slots": .array(slots),
            ]
        }
    }
}
