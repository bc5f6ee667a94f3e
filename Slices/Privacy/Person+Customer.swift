import Bookings
import Catalogue
import Customers
import House
import Kernel
import Storage

extension Snapshot {
    /// A client with every name by which rows speak of them, as the business knows them.
    func person(_ business: BusinessID, _ customer: Customer) throws -> Person {
        try person(business, customer, keeping: "")
    }

    /// - Parameter lock: appended to the search for other businesses' clients.
    fileprivate func person(_ business: BusinessID, _ customer: Customer, keeping lock: SQL) throws -> Person {
        let email = customer.erasedAt == nil ? customer.email : nil
        return try person(business, customer.id, try traces(business, of: customer.id), email) { handles in
            let others: [String] = try rows(
                "SELECT email FROM customers WHERE \(dialect.isOne("email", of: handles)) AND business_id <> \(business)\(lock)"
            ).map { try $0[0] }
            return handles.filter { !others.contains($0) }
        }
    }

    /// The same as far as `email` proves it. Whoever books with a telephone number and an address of their own becomes one with a client of
    /// whom only the number was known, and need not be that client: then it is what was booked under the address, and nothing of the
    /// contact itself.
    func person(_ business: BusinessID, _ customer: Customer, under email: String) throws -> Person {
        let traces = try traces(business, of: customer.id, under: email)
        let isAll = try isAll(of: customer.id, business, under: email)
        return try person(business, isAll ? customer.id : CustomerID(rawValue: 0), traces, email) { $0 }
    }

    /// Whether everything that the client has booked is under that address.
    func isAll(of customer: CustomerID, _ business: BusinessID, under email: String) throws -> Bool {
        try traces(business, of: customer, under: email).ids.count == visits(business, of: customer).count
    }

    private func person(
        _ business: BusinessID, _ id: CustomerID, _ traces: BookingTraces, _ email: String?,
        sole: ([String]) throws -> [String]
    ) throws -> Person {
        let handles = Set(traces.emails + [email].compactMap { $0 }).sorted()
        let visits = try visits(business, by: handles, besides: id)
        return Person(
            .customer(business: business.rawValue, id: id.rawValue), in: dialect, bookings: traces.ids.map(\.rawValue),
            visits: visits.map(\.rawValue),
            names: [id.description] + traces.ids.map(\.description) + traces.references,
            lately: [id.description] + traces.lately + visits.map(\.description), handles: handles,
            soleHandles: try sole(handles))
    }
}

extension Transaction {
    /// Somebody who is about to be erased. Whoever erases them at another business at the same moment is waited for: one of the two is the
    /// last who knows the address.
    func leaving(_ business: BusinessID, _ customer: Customer) throws -> Person {
        try person(business, customer, keeping: dialect.forReference)
    }
}
