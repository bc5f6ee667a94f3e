import Catalogue
import Kernel
import Storage
import Web

extension SchedulingSlice {
    /// Refuses a capacity below what is claimed from now on, naming the bookings in the way. The resource's row is locked by the caller.
    package static func guardCapacity(_ resource: Resource, _ capacity: Int, in db: Transaction) throws {
        let future = Interval(from: db.now, lasting: .days(3_650))
        let claims = try db.claims(resource.business, [resource], overlapping: future)[resource.id] ?? []
        let crowds = Capacity.crowds(beyond: capacity, among: claims.map(\.claimed), over: future)
        let crowded = claims.filter { crowds.overlaps($0.interval) }
        guard crowded.isEmpty else {
            let bookings = Set(crowded.compactMap(\.booking)).sorted()
            throw Problem(
                409, "capacity_claimed", ["count": "\(Set(crowded.map(\.holder)).count)"],
                details: [.init("bookings", .list(bookings.prefix(100)) { .string($0.description) })])
        }
    }
}
