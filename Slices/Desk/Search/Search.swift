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
                member, words, reference: SearchText(text.filter { $0 != "-" && $0 != " " }, isPrefix: true),
                phone: phone, byContact: seesContacts, limit: limit),
            customers: seesContacts ? try Self.customers(member, words, phone, limit, in: db) : [],
            offerings: try db.offerings(business, named: words, limit: limit),
            resources: try db.resources(business, named: words, limit: limit))
    }

    /// Who is limited to some people and rooms finds the clients who have booked those.
    static func customers(
        _ member: Membership, _ text: SearchText, _ phone: SearchText?, _ limit: Int, in db: Snapshot
    ) throws -> [Customer] {
        let all = try db.customers(
            member.business.id, text, phone: phone, limit: member.isLimited ? Self.lookedThrough : limit)
        let seen = try db.reached(customers: all.map(\.id), by: member)
        return Array(all.filter { seen.contains($0.id) }.prefix(limit))
    }

    private static let lookedThrough = 1_000

    /// One more of each than is shown, where there is one.
    struct Found: Sendable {
        var bookings: [Booking] = []
        var customers: [Customer] = []
        var offerings: [(id: OfferingID, name: String)] = []
        var resources: [Resource] = []
    }
}
