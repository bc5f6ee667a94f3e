import Bookings
import Catalogue
import Customers
import House
import Identity
import Kernel
import Storage
import Storefront
import Web
import Words

/// A client's own data, by the signed link of a booking: to read, to keep, to take a consent back, to ask for its end.
extension PrivacySlice {
    private static let base = "/b/{reference}/{key}/privacy"

    var linkPages: [PageRoute] {
        let base = Self.base
        return [
            .get(base, access: .link) { visit in
                try await house.store.read { db in
                    let (own, page) = try ownPage(visit, in: db)
                    return try house.page(page, visit, storefront.chrome(own.business, visit))
                }
            },
            .get("\(base)/data.json", access: .link) { visit in
                try await house.store.read { db in
                    let own = try own(visit, in: db)
                    return Self.file(try PersonalData(try db.person(own.business.id, own.customer), holdings, in: db))
                }
            },
            .post("\(base)/news", access: .link) { visit in
                try await house.store.write { db in
                    let own = try kept(visit, in: db)
                    try withdrawNews(own, visit, in: db)
                    return .see(own.path)
                }
            },
            .post("\(base)/erase", access: .link) { visit in
                try await house.store.write { db in
                    let own = try kept(visit, in: db)
                    try askErasure(own.customer.id, own.business.id, by: Origin(visit, guest: .customer), in: db)
                    return .see(own.path)
                }
            },
        ]
    }

    struct Own {
        let business: Business
        let customer: Customer
        let booking: Booking
        let path: String
    }

    /// Whom the link is for: the client of its booking.
    private func own(_ visit: Visit, in db: Snapshot) throws -> Own {
        let booking = try bookings.opened(
            try Reference(visit.parameter("reference")).flatMap { try db.booking(reference: $0.text) },
            key: visit.parameter("key"), at: db.now)
        // A booking may have been made for somebody else's address: what is held of the client is for the client alone.
        guard let business = try db.business(booking.business),
            let customer = try booking.customer.flatMap({ try db.customer(business.id, $0) }),
            customer.email == booking.clientEmail
        else { throw Problem.notFound }
        return Own(
            business: business, customer: customer, booking: booking, path: "\(bookings.path(booking))/privacy")
    }

    /// The same for what writes: nobody erases the client meanwhile.
    private func kept(_ visit: Visit, in db: Transaction) throws -> Own {
        let own = try own(visit, in: db)
        guard try db.keeps(own.business.id, own.customer.id) else { throw Problem.notFound }
        return own
    }

    private func ownPage(_ visit: Visit, in db: Snapshot) throws -> (Own, OwnDataPage) {
        let (own, words) = (try own(visit, in: db), visit.words)
        let zone = bookings.zone(own.business)
        let data = try PersonalData(try db.person(own.business.id, own.customer), holdings, in: db)
        let page = OwnDataPage(
            title: words("privacy.own.title", ["business": own.business.name]), back: bookings.path(own.booking),
            path: own.path, publicHref: "/book/\(own.business.slug)/privacy",
            hasNews: try db.agrees(own.business.id, own.customer.id, to: Consent.news),
            asked: try db.hasAskedErasure(own.business.id, own.customer.id)
                ? words("privacy.own.asked", ["business": own.business.name]) : nil,
            parts: PersonalDataView(data, zone, words).parts)
        return (own, page)
    }

    private func withdrawNews(_ own: Own, _ visit: Visit, in db: Transaction) throws {
        guard try db.agrees(own.business.id, own.customer.id, to: Consent.news) else { return }
        let act = ConsentAct(
            Consent.news, wording: BookingSlice.newsWording(own.business, visit.words), visit.words.language,
            isGiven: false, door: .link)
        try db.note(act, of: own.customer.id, own.business.id)
        try identity.events.emit(
            "customer.consent_withdrawn", business: own.business.id.rawValue, subject: own.customer.id.description,
            by: Origin(visit, guest: .customer), details: ["purpose": .string(Consent.news)], in: db)
    }
}

/// All that a business holds about the reader.
struct OwnDataPage: Page {
    static let template = "own-data"
    let title: String
    let back: String
    let path: String
    let publicHref: String
    let hasNews: Bool
    /// Said when they have asked to be erased.
    let asked: String?
    let parts: [PersonalDataView.Part]

    static func sample(_ words: Wording) -> OwnDataPage {
        OwnDataPage(
            title: words("privacy.own.title", ["business": "Swim School"]), back: "/b/K7M2Q9XA/0",
            path: "/b/K7M2Q9XA/0/privacy", publicHref: "/book/swim-school/privacy", hasNews: true,
            asked: words("privacy.own.asked", ["business": "Swim School"]), parts: PersonalDataView.sample(words).parts)
    }
}
