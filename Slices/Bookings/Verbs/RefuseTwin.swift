import Catalogue
import Customers
import Identity
import Kernel
import Storage
import Web

extension BookingSlice {
    /// The same customer, offering and time twice (D11): refused with 409 `duplicate_booking` to whoever may know of the first. Whoever
    /// merely types somebody's address is answered as if there were none (decision 0013).
    func refuseTwin(
        _ request: PlaceRequest, _ order: Order, _ customer: Customer, _ business: BusinessID, by origin: Origin,
        in db: Snapshot
    ) throws {
        guard !customer.isNew, !request.allowsDuplicate else { return }
        let twins = try db.twins(business, customer.id, order.offering.id, order.start)
        guard try twins.contains(where: { try mayKnow(of: $0, request, by: origin, in: db) }) else { return }
        throw Problem.duplicate
    }

    private func mayKnow(of twin: Booking, _ request: PlaceRequest, by origin: Origin, in db: Snapshot) throws -> Bool {
        if request.ask.isByStaff || request.basket != nil && request.basket == twin.basket { return true }
        if case .user(let id) = origin.actor, let user = try db.user(id), user.emailVerifiedAt != nil,
            user.email == twin.clientEmail
        {
            return true
        }
        return try db.isByOne(
            of: ["booking.requested", "booking.confirmed"], business: twin.business.rawValue,
            to: twin.id.description, origin)
    }
}
