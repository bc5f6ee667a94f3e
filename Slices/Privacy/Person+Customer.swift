import Bookings
import Catalogue
import Customers
import House
import Kernel
import Storage

extension Snapshot {
    /// A client with every name by which rows speak of them.
    ///
    /// - Parameter email: what a client sees who has proved this address. Bookings that came to them by a telephone number, which anybody
    ///   may have given, are left out.
    func person(_ business: BusinessID, _ customer: Customer, under email: String? = nil) throws -> Person {
        let traces = try traces(business, of: customer.id, under: email)
        let email = customer.erasedAt == nil ? customer.email : nil
        return Person(
            .customer(business: business.rawValue, id: customer.id.rawValue), bookings: traces.ids.map(\.rawValue),
            names: [customer.id.description] + traces.ids.map(\.description) + traces.references,
            handles: Set(traces.emails + [email].compactMap { $0 }).sorted())
    }
}
