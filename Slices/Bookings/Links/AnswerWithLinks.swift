import House
import Kernel
import Storage
import Web

extension BookingSlice {
    /// What `Idempotency.once` does, with the customer's links added to the answer and never stored with it: an answer that is repeated
    /// has new ones.
    ///
    /// - Parameter work: gives a booking, or an object whose `bookings` it lists, and the bookings themselves in that order.
    func withLinks(_ visit: Visit, in db: Transaction, _ work: () throws -> (JSON, [Booking])) throws -> Answer {
        var made: (json: JSON, bookings: [Booking])?
        var answer = try Idempotency.once(visit, in: db) {
            let done = try work()
            made = done
            return .json(done.0, status: 201)
        }
        guard let json = made?.json ?? answer.json else { return answer }
        let items = json["bookings"]?.array ?? [json]
        let bookings = try made?.bookings ?? repeated(items, in: db)
        var linked: [JSON] = []
        for (item, booking) in zip(items, bookings) {
            linked.append(item.adding([.init("manage_url", .string(try newURL(booking, in: db)))]))
        }
        guard json["bookings"] != nil else {
            answer.body = (linked.first ?? json).bytes
            return answer
        }
        let rest = (json.members ?? []).filter { $0.name != "bookings" }
        answer.body = JSON.object([.init("bookings", .array(linked))] + rest).bytes
        return answer
    }

    /// The bookings of an answer that is given again. Their newest links stay open, so that asking for it makes no heap of them.
    private func repeated(_ items: [JSON], in db: Transaction) throws -> [Booking] {
        try items.map { item in
            guard let id = item["id"]?.string.flatMap({ BookingID($0) }), let booking = try db.booking(id) else {
                throw Problem.notFound
            }
            try limitLinks(booking, in: db)
            return booking
        }
    }
}
