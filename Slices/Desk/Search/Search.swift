import Bookings
import Catalogue
import Customers
import Identity
import Kernel
import Storage
import Web

/// What a member looks for in everything that their business has (L1).
struct Search: Sendable {
    static let field = Field(
        "q", .text(1...100), "Part of a name, e-mail address, phone number or reference.", sample: "doe")
    /// Of each kind.
    static let most = 10

    let text: String

    init(_ text: String) { self.text = text.trimmed }

    /// A number as it is kept: `600 12-34` is looked for as `6001234`. Nil for what is no number.
    var phone: SearchText? {
        let digits = text.filter(\.isNumber)
        guard digits.count >= 3, text.allSatisfy({ $0.isNumber || " +-().".contains($0) }) else { return nil }
        return SearchText(digits)
    }

    /// Who may not see contact data finds nothing by it either.
    func found(_ member: Membership, in db: Snapshot) throws -> Found {
        guard !text.isEmpty else { return Found() }
        let (business, words) = (member.business.id, SearchText(text))
        let seesContacts = member.may(.customersView)
        let limit = Self.most + 1
        return Found(
            bookings: try db.bookings(
                business, words, reference: SearchText(text.filter { $0 != "-" && $0 != " " }, isPrefix: true),
                phone: phone, byContact: seesContacts, limit: limit),
            customers: seesContacts ? try db.customers(business, words, phone: phone, limit: limit) : [],
            offerings: try db.offerings(business, named: words, limit: limit),
            resources: try db.resources(business, named: words, limit: limit))
    }

    /// One more of each than is shown, where there is one.
    struct Found: Sendable {
        var bookings: [Booking] = []
        var customers: [Customer] = []
        var offerings: [(id: OfferingID, name: String)] = []
        var resources: [Resource] = []
    }
}
