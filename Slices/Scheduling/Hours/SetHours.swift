import Catalogue
import Identity
import Kernel
import Storage
import Web

extension SchedulingSlice {
    /// Exceptions of a business and its resources, those that have passed included.
    static let exceptionsMost = 2_000

    /// Replaces the week's hours of the business and of its resources (B6). Bookings stay as they are.
    package func setHours(_ member: Membership, _ hours: [HoursLine], by origin: Origin, in db: Transaction) throws {
        try db.lockBusiness(member.business.id)
        let known = try Set(db.resources(member.business.id).map(\.id))
        guard hours.allSatisfy({ $0.resource.map(known.contains) ?? true }) else {
            throw Problem.field("hours", "not_id")
        }
        for (_, lines) in Dictionary(grouping: hours, by: \.resource) {
            let weekly = Dictionary(grouping: lines, by: \.weekday).mapValues { $0.map(\.range) }
            guard Schedule.overlap(in: weekly) == nil else { throw Problem.field("hours", "hours_overlap") }
        }
        try db.replaceHours(member.business.id, hours)
        try catalogue.changed(
            "schedule.updated", member.business.id, subject: member.business.id.description, by: origin, in: db)
    }

    /// Replaces the week of the business or of one resource; all others stay as they are.
    package func setWeek(
        _ member: Membership, of resource: ResourceID?, _ lines: [HoursLine], by origin: Origin, in db: Transaction
    )
        throws
    {
        // Before the others' hours are read: they are written again as they are.
        try db.lockBusiness(member.business.id)
        // What an archived resource had is dropped with the next change.
        let known = try Set(db.resources(member.business.id).map(\.id))
        let others = try db.hoursLines(member.business.id).filter { line in
            line.resource != resource && line.resource.map(known.contains) ?? true
        }
        try setHours(member, others + lines, by: origin, in: db)
    }

    /// Gives `resource` the business's week as its own.
    package func copyWeek(_ member: Membership, to resource: ResourceID, by origin: Origin, in db: Transaction) throws {
        try db.lockBusiness(member.business.id)
        let lines = try db.hoursLines(member.business.id).filter { $0.resource == nil }
        let copied = lines.map { HoursLine(resource: resource, weekday: $0.weekday, range: $0.range) }
        try setWeek(member, of: resource, copied, by: origin, in: db)
    }

    /// Replaces the dated exceptions.
    package func setExceptions(
        _ member: Membership, _ exceptions: [StoredException], by origin: Origin, in db: Transaction
    ) throws {
        try db.lockBusiness(member.business.id)
        let known = try Set(db.resources(member.business.id).map(\.id))
        guard exceptions.allSatisfy({ $0.resource.map(known.contains) ?? true }) else {
            throw Problem.field("exceptions", "not_id")
        }
        try db.replaceExceptions(member.business.id, exceptions)
        try catalogue.changed(
            "schedule.updated", member.business.id, subject: member.business.id.description, by: origin, in: db)
    }

    /// Adds one.
    package func addException(
        _ member: Membership, _ exception: StoredException, by origin: Origin, in db: Transaction
    ) throws {
        try db.lockBusiness(member.business.id)
        if let id = exception.resource, try db.resource(member.business.id, id) == nil {
            throw Problem.field("resource_id", "not_found")
        }
        guard try db.exceptions(member.business.id).count < Self.exceptionsMost else {
            throw Problem.field("from_date", "too_many", ["max": "\(Self.exceptionsMost)"])
        }
        try db.insert(exception, of: member.business.id)
        try catalogue.changed(
            "schedule.updated", member.business.id, subject: exception.id.description, by: origin, in: db)
    }

    package func removeException(_ member: Membership, _ id: ExceptionID, by origin: Origin, in db: Transaction) throws
    {
        guard try db.deleteException(id, of: member.business.id) else { throw Problem.notFound }
        try catalogue.changed("schedule.updated", member.business.id, subject: id.description, by: origin, in: db)
    }
}
