import Catalogue
import Identity
import Kernel
import Storage
import Web

extension SchedulingSlice {
    /// Replaces the week's hours of the business and of its resources (B6). Bookings stay as they are.
    package func setHours(_ member: Membership, _ hours: [HoursLine], by origin: Origin, in db: Transaction) throws {
        let known = try Set(db.resources(member.business.id).map(\.id))
        guard hours.allSatisfy({ $0.resource.map(known.contains) ?? true }) else {
            throw Problem.field("hours", "not_id")
        }
        for (_, lines) in Dictionary(grouping: hours, by: { [$0.resource?.rawValue ?? 0, Int64($0.weekday.rawValue)] })
        {
            let sorted = lines.map(\.range).sorted { $0.opens < $1.opens }
            guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0.closes <= $1.opens }) else {
                throw Problem.field("hours", "hours_overlap")
            }
        }
        try db.replaceHours(member.business.id, hours)
        try catalogue.changed(
            "schedule.updated", member.business.id, subject: member.business.id.description, by: origin, in: db)
    }

    /// Replaces the dated exceptions.
    package func setExceptions(
        _ member: Membership, _ exceptions: [StoredException], by origin: Origin, in db: Transaction
    ) throws {
        let known = try Set(db.resources(member.business.id).map(\.id))
        guard exceptions.allSatisfy({ $0.resource.map(known.contains) ?? true }) else {
            throw Problem.field("exceptions", "not_id")
        }
        try db.replaceExceptions(member.business.id, exceptions)
        try catalogue.changed(
            "schedule.updated", member.business.id, subject: member.business.id.description, by: origin, in: db)
    }

    func addException(_ member: Membership, _ exception: StoredException, by origin: Origin, in db: Transaction) throws
    {
        guard try db.exceptions(member.business.id).count < 2_000 else {
            throw Problem.field("from_date", "too_many", ["max": "2000"])
        }
        try db.insert(exception, of: member.business.id)
        try catalogue.changed(
            "schedule.updated", member.business.id, subject: exception.id.description, by: origin, in: db)
    }

    func removeException(_ member: Membership, _ id: ExceptionID, by origin: Origin, in db: Transaction) throws {
        guard try db.deleteException(id, of: member.business.id) else { throw Problem.notFound }
        try catalogue.changed("schedule.updated", member.business.id, subject: id.description, by: origin, in: db)
    }
}
