import Bookings
import Catalogue
import Customers
import House
import Kernel
import Storage

extension Snapshot {
    /// A client with every name by which rows speak of them.
    func person(_ business: BusinessID, _ customer: Customer) throws -> Person {
        let email = customer.erasedAt == nil ? customer.email : nil
        return try person(business, customer.id, try traces(business, of: customer.id), email)
    }

    /// The same as far as `email` proves it. Whoever books with a telephone number and an address of their own becomes one with a client of
    /// whom only the number was known, and need not be that client: then it is what was booked under the address, and nothing of the
    /// contact itself.
    func person(_ business: BusinessID, _ customer: Customer, under email: String) throws -> Person {
        let traces = try traces(business, of: customer.id, under: email)
        let isAll = try isAll(of: customer.id, business, under: email)
        return try person(business, isAll ? customer.id : CustomerID(rawValue: 0), traces, email)
    }

    /// Whether everything that the client has booked is under that address.
    func isAll(of customer: CustomerID, _ business: BusinessID, under email: String) throws -> Bool {
        try traces(business, of: customer, under: email).ids.count == visits(business, of: customer).count
    }

    private func person(_ business: BusinessID, _ id: CustomerID, _ traces: BookingTraces, _ email: String?) throws
        -> Person
    {
        let handles = Set(traces.emails + [email].compactMap { $0 }).sorted()
        let visits = try visits(business, by: handles, besides: id)
        return Person(
            .customer(business: business.rawValue, id: id.rawValue), bookings: traces.ids.map(\.rawValue),
            visits: visits.map(\.rawValue),
            names: [id.description] + traces.ids.map(\.description) + traces.references,
            lately: [id.description] + traces.lately + visits.map(\.description), handles: handles)
    }
}
