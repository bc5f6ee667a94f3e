import Catalogue
import Kernel
import Storage

extension Snapshot {
    /// The business's schedule, and those of the resources that have one of their own.
    func schedules(_ business: BusinessID) throws -> (business: Schedule, own: [ResourceID: Schedule]) {
        var all: [Int64: Schedule] = [:]
        for row in try rows(
            "SELECT resource_id, weekday, opens, closes FROM opening_hours WHERE business_id = \(business) ORDER BY resource_id, weekday, opens"
        ) {
            guard let weekday = Weekday(rawValue: try row[1]),
                let range = OpenRange(opens: try row[2], closes: try row[3])
            else { continue }
            all[try row[0], default: Schedule()].weekly[weekday, default: []].append(range)
        }
        for (resource, exception) in try exceptions(business).map({ ($0.resource, $0.exception) }) {
            all[resource?.rawValue ?? 0, default: Schedule()].exceptions.append(exception)
        }
        let own = all.filter { $0.key != 0 }.map { (ResourceID(rawValue: $0), $1) }
        return (all[0] ?? Schedule(), Dictionary(uniqueKeysWithValues: own))
    }

    /// The week's lines of the business and of its resources.
    func hoursLines(_ business: BusinessID) throws -> [HoursLine] {
        let (hours, own) = try schedules(business)
        let all: [(ResourceID?, Schedule)] = [(nil, hours)] + own.map { ($0.key, $0.value) }
        return all.flatMap { resource, schedule in
            schedule.weekly.flatMap { day, ranges in
                ranges.map { HoursLine(resource: resource, weekday: day, range: $0) }
            }
        }
    }

    package func exceptions(_ business: BusinessID) throws -> [StoredException] {
        try rows(
            """
            SELECT id, resource_id, from_date, through_date, kind, reason, ranges FROM schedule_exceptions
            WHERE business_id = \(business) ORDER BY from_date, id LIMIT 2000
            """
        ).compactMap(StoredException.init)
    }
}

extension Transaction {
    func replaceHours(_ business: BusinessID, _ hours: [HoursLine]) throws {
        try execute("DELETE FROM opening_hours WHERE business_id = \(business)")
        for line in hours {
            try execute(
                """
                INSERT INTO opening_hours (business_id, resource_id, weekday, opens, closes)
                VALUES (\(business), \(line.resource?.rawValue ?? 0), \(line.weekday.rawValue), \(line.range.opens), \(line.range.closes))
                """)
        }
    }

    func replaceExceptions(_ business: BusinessID, _ exceptions: [StoredException]) throws {
        try execute("DELETE FROM schedule_exceptions WHERE business_id = \(business)")
        for exception in exceptions { try insert(exception, of: business) }
    }

    func insert(_ stored: StoredException, of business: BusinessID) throws {
        try execute(
            """
            INSERT INTO schedule_exceptions (business_id, id, resource_id, from_date, through_date, kind, reason, ranges)
            VALUES (\(business), \(stored.id), \(stored.resource?.rawValue ?? 0), \(stored.exception.from), \(stored.exception.through),
                \(stored.kind), \(stored.reason?.rawValue), \(stored.ranges.map(\.text).joined(separator: " ")))
            """)
    }

    func deleteException(_ id: ExceptionID, of business: BusinessID) throws -> Bool {
        try execute("DELETE FROM schedule_exceptions WHERE business_id = \(business) AND id = \(id)") == 1
    }
}
