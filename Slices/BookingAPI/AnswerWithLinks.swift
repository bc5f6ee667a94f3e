import Bookings
import House
import Kernel
import Storage
import Web

extension BookingAPISlice {
    /// What `Idempotency.once` does, with the customer's links added to the answer and never stored with it: an answer that is repeated
    /// has the same ones, made again.
    ///
    /// - Parameter work: gives a booking, or an object whose `bookings` it lists, and the bookings themselves in that order.
    func withLinks(_ visit: Visit, in db: Transaction, _ work: () throws -> (JSON, [Booking])) throws
        -> RepeatableAnswer
    {
        var made: (json: JSON, bookings: [Booking])?
        var done = try Idempotency.once(visit, in: db) {
            let work = try work()
            made = work
            return .json(work.0, status: 201)
        }
        guard let json = made?.json ?? done.answer.json else { return done }
        let items = json["bookings"]?.array ?? [json]
        let booked = try made?.bookings ?? items.map { try repeated($0, in: db) }
        var linked: [JSON] = []
        for (item, booking) in zip(items, booked) {
            let key = try bookings.manageKey(booking, isNew: made != nil, in: db)
            let url = "\(house.baseURL)/b/\(booking.reference)/\(key)"
            linked.append(item.adding([.init("manage_url", .string(url))]))
        }
        guard json["bookings"] != nil else {
            done.answer.body = (linked.first ?? json).bytes
            return done
        }
        let rest = (json.members ?? []).filter { $0.name != "bookings" }
        done.answer.body = JSON.object([.init("bookings", .array(linked))] + rest).bytes
        return done
    }

    /// A booking of an answer that is given again.
    private func repeated(_ item: JSON, in db: Snapshot) throws -> Booking {
        guard let id = item["id"]?.string.flatMap({ BookingID($0) }), let booking = try db.booking(id) else {
            throw Problem.notFound
        }
        return booking
    }
}
