import Catalogue
import Kernel
import Scheduling
import Storage

extension BookingSlice {
    /// When these bookings are and how they are called, for whoever only knows their claims.
    package static let bookedTimes: BookedTimes = { db, business, ids in
        let rows = try db.rows(
            "SELECT id, reference, start_at, end_at FROM bookings WHERE business_id = \(business) AND id IN \(list: ids)"
        )
        return try rows.reduce(into: [:]) { found, row in
            let id: BookingID = try row["id"]
            guard let interval = Interval(from: try row["start_at"], to: try row["end_at"]) else { return }
            found[id] = BookedTime(id: id.description, reference: try row["reference"], interval: interval)
        }
    }
}
