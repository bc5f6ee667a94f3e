import Catalogue
import Kernel
import Storage
import Web

package struct ExceptionID: EntityID, ColumnValue {
    package static let prefix = "exc"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// One range of one weekday, of the business or of a resource.
package struct HoursLine: Sendable, Equatable {
    package let resource: ResourceID?
    package let weekday: Weekday
    package let range: OpenRange

    package init(resource: ResourceID? = nil, weekday: Weekday, range: OpenRange) {
        self.resource = resource
        self.weekday = weekday
        self.range = range
    }
}

/// An exception as it is stored: dates on which the week's hours don't hold.
package struct StoredException: Sendable {
    /// The longest that one may be: ten years.
    package static let daysMost = 3_660

    package let id: ExceptionID
    package let resource: ResourceID?
    package let exception: ScheduleException

    package init(id: ExceptionID, resource: ResourceID?, exception: ScheduleException) {
        self.id = id
        self.resource = resource
        self.exception = exception
    }

    init?(_ row: Row) throws {
        let (kind, text): (String, String) = (try row["kind"], try row["ranges"])
        let reason: String? = try row["reason"]
        let ranges = text.split(separator: " ").compactMap { OpenRange(text: String($0)) }
        guard let kind = Self.kind(kind, reason.flatMap(ClosedReason.init), ranges) else { return nil }
        let raw: Int64 = try row["resource_id"]
        id = try row["id"]
        resource = raw == 0 ? nil : ResourceID(rawValue: raw)
        exception = ScheduleException(from: try row["from_date"], through: try row["through_date"], kind: kind)
    }

    package static func kind(_ name: String, _ reason: ClosedReason?, _ ranges: [OpenRange]) -> ScheduleException.Kind?
    {
        switch name {
        case "closed": .closed(reason: reason ?? .blackout)
        case "open": ranges.isEmpty ? nil : .open(ranges)
        case "extra": ranges.isEmpty ? nil : .extra(ranges)
        default: nil
        }
    }

    package var kind: String {
        switch exception.kind {
        case .closed: "closed"
        case .open: "open"
        case .extra: "extra"
        }
    }

    package var reason: ClosedReason? { if case .closed(let reason) = exception.kind { reason } else { nil } }

    package var ranges: [OpenRange] {
        switch exception.kind {
        case .closed: []
        case .open(let ranges), .extra(let ranges): ranges
        }
    }
}
