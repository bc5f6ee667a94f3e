import Bookings
import Catalogue
import Customers
import House
import Identity
import Kernel
import Storage
import Web

extension PrivacySlice {
    var customerEndpoints: [Endpoint] {
        let path = "/privacy/{business_id}/customers/{customer_id}"
        return [
            Endpoint(
                .get, path, "All that is held about a client", capabilities: ["M4"], access: .member("customers:view"),
                answer: PersonalDataFile.schema
            ) { visit in
                try await house.store.write { db in
                    let scene = try scene(visit, try member(visit, .customersView, in: db), in: db)
                    try identity.events.emit(
                        "customer.exported", business: scene.member.business.id.rawValue,
                        subject: scene.customer.id.description, by: Origin(visit), in: db)
                    return answer(try copy(scene))
                }
            },
            .write(
                .delete, path, "Erase a client", capabilities: ["M4"], access: .member("customers:erase"),
                query: [
                    Field(
                        "cancels_upcoming", .boolean, optional: true, "Cancels what is still to come.", sample: true)
                ], success: 204, answer: nil, problems: ["bookings_upcoming"]
            ) { visit in
                try await house.store.once(visit) { db in
                    try member(visit, .customersErase, in: db)
                } work: { member, db in
                    let id = try visit.id("customer_id", CustomerID.self)
                    let hasAsked = try db.hasAskedErasure(member.business.id, id)
                    try erase(
                        id, member.business.id, cancelling: visit.query.bool("cancels_upcoming") ?? false,
                        because: hasAsked ? .request : .owner, by: Origin(visit), in: db)
                    return .nothing
                }
            },
        ]
    }

    func member(_ visit: Visit, _ permission: Permission, in db: Snapshot) throws -> Membership {
        try db.membership(visit.visitor, try visit.id("business_id", BusinessID.self), permission)
    }
}
