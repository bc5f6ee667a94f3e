import Identity
import Jobs
import Kernel
import Scheduling
import Storage
import Web

extension BookingSlice {
    /// Ends a hold or a request that nobody decided on in time (Q5). Whatever has happened to it meanwhile stands.
    func expire(_ id: BookingID, in db: Transaction) throws {
        guard let booking = try db.lockedBooking(id), Lifecycle.allows(booking.status, .expired),
            let expiresAt = booking.expiresAt, expiresAt <= db.now
        else { return }
        try end(booking, .expired, refundShare: nil, by: .system, in: db)
    }

    /// A confirmed booking whose end has passed is completed by itself.
    func complete(_ id: BookingID, in db: Transaction) throws {
        guard let booking = try db.lockedBooking(id), Lifecycle.allows(booking.status, .completed),
            booking.end <= db.now
        else { return }
        try db.move(booking, to: .completed)
        try emit("booking.completed", booking.business, id, by: .system, in: db)
    }

    /// Nobody has come so long after the start that the offering gives the place to others (D14). Who was checked in meanwhile stays.
    func missed(_ id: BookingID, in db: Transaction) throws {
        guard let booking = try db.lockedBooking(id), booking.status == .confirmed,
            let minutes = try db.noShowMinutes(booking)
        else { return }
        let due = booking.start + .minutes(minutes)
        // The offering gives more time than it did.
        guard due <= db.now else { return try expectBy(due, id, in: db) }
        try db.move(booking, to: .noShow)
        try JobQueue.cancel(key: Self.completionKey(id), in: db)
        try scheduling.release(booking.business, of: .booking(id), in: db)
        try emit("booking.no_show", booking.business, id, by: .system, details: ["released": true], in: db)
    }

    var noShowJob: JobHandler {
        JobHandler(
            "Bookings.noShow",
            .inTransaction { job, db in
                if let id = job.payload["booking"].flatMap({ BookingID($0) }) { try missed(id, in: db) }
            })
    }

    var expireJob: JobHandler {
        JobHandler(
            "Bookings.expire",
            .inTransaction { job, db in
                if let id = job.payload["booking"].flatMap({ BookingID($0) }) { try expire(id, in: db) }
            })
    }

    var completeJob: JobHandler {
        JobHandler(
            "Bookings.complete",
            .inTransaction { job, db in
                if let id = job.payload["booking"].flatMap({ BookingID($0) }) { try complete(id, in: db) }
            })
    }
}
