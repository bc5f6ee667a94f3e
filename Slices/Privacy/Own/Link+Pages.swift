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

/// A client's own data: to read, to keep, to take a consent back, to ask for its end. A booking's link alone does not open it: whoever
/// books under somebody's address gets one as well. Who has one is led to prove the address by a code.
extension PrivacySlice {
    private static let base = "/b/{reference}/{key}/privacy"

    var linkPages: [PageRoute] {
        let base = Self.base
        return [
            .get(
                base, access: .link, query: PersonalData.Part.query,
                handler: storefront.byLink { visit in
                    try await house.store.read { db in
                        guard let own = try own(visit, in: db) else { return Self.proof }
                        return try house.page(
                            try ownPage(own, visit, in: db), visit, storefront.chrome(own.business, visit))
                    }
                }),
            .get(
                "\(base)/data.json", access: .link,
                handler: storefront.byLink { visit in
                    try await house.store.read { db in
                        guard let own = try own(visit, in: db) else { return Self.proof }
                        return file(try copy(own, in: db))
                    }
                }),
            .post(
                "\(base)/news", access: .link,
                handler: storefront.byLink { visit in
                    try await house.store.write { db in
                        guard let own = try kept(visit, in: db) else { return Self.proof }
                        try withdrawNews(own, visit, in: db)
                        return .see(own.path)
                    }
                }),
            .post(
                "\(base)/erase", access: .link,
                handler: storefront.byLink { visit in
                    try await house.store.write { db in
                        guard let own = try kept(visit, in: db) else { return Self.proof }
                        guard own.isAll else { throw Problem.notFound }
                        try askErasure(own.customer.id, own.business.id, by: Origin(visit, guest: .customer), in: db)
                        return .see(own.path)
                    }
                }),
        ]
    }

    struct Own {
        let business: Business
        let customer: Customer
        let opened: OpenedBooking
        /// The address that they have proved.
        let email: String
        /// Whether all that the business has of this client is under it.
        let isAll: Bool

        var path: String { "\(opened.path)/privacy" }
    }

    private static let proof = Answer.see("/my")

    /// The client of the booking, who has proved that its address is theirs; nil where that is still to be proved. Throws 404 for a link
    /// that opens nothing, and for a booking that was made for somebody else's address than its client's.
    private func own(_ visit: Visit, in db: Snapshot) throws -> Own? {
        let opened = try bookings.opened(
            try Reference(visit.parameter("reference")).flatMap { try db.booking(reference: $0.text) }, visit,
            key: visit.parameter("key"), for: [.manage], in: db)
        guard opened.key == BookingSlice.ownKey else { return nil }
        let booking = opened.booking
        guard let business = try db.business(booking.business),
            let customer = try booking.customer.flatMap({ try db.customer(business.id, $0) }),
            let email = customer.email, email == booking.clientEmail
        else { throw Problem.notFound }
        return Own(
            business: business, customer: customer, opened: opened, email: email,
            isAll: try db.isAll(of: customer.id, business.id, under: email))
    }

    /// The same for what writes: nobody erases the client meanwhile.
    private func kept(_ visit: Visit, in db: Transaction) throws -> Own? {
        guard let own = try own(visit, in: db) else { return nil }
        guard try db.keeps(own.business.id, own.customer.id) else { throw Problem.notFound }
        return own
    }

    private func ownPage(_ own: Own, _ visit: Visit, in db: Snapshot) throws -> OwnDataPage {
        let words = visit.words
        let zone = bookings.zone(own.business)
        return OwnDataPage(
            title: words("privacy.own.title", ["business": own.business.name]), back: own.opened.path,
            path: own.path, publicHref: "/book/\(own.business.slug)/privacy",
            hasNews: try own.isAll && db.agrees(own.business.id, own.customer.id, to: Consent.news),
            rest: own.isAll ? nil : words("privacy.own.rest", ["business": own.business.name]),
            asked: try db.hasAskedErasure(own.business.id, own.customer.id)
                ? words("privacy.own.asked", ["business": own.business.name]) : nil,
            data: PersonalDataView(
                try PersonalData(try copy(own, in: db), holdings, visit.part, in: db), at: own.path, zone, words))
    }

    private func copy(_ own: Own, in db: Snapshot) throws -> PersonalCopy {
        PersonalCopy(person: try db.person(own.business.id, own.customer, under: own.email))
    }

    private func withdrawNews(_ own: Own, _ visit: Visit, in db: Transaction) throws {
        guard own.isAll, try db.agrees(own.business.id, own.customer.id, to: Consent.news) else { return }
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
    /// Said where there may be more than they have proved to be theirs.
    let rest: String?
    /// Said when they have asked to be erased.
    let asked: String?
    let data: PersonalDataView

    static func sample(_ words: Wording) -> OwnDataPage {
        OwnDataPage(
            title: words("privacy.own.title", ["business": "Swim School"]), back: "/b/K7M2Q9XA/0",
            path: "/b/K7M2Q9XA/0/privacy", publicHref: "/book/swim-school/privacy", hasNews: true,
            rest: words("privacy.own.rest", ["business": "Swim School"]),
            asked: words("privacy.own.asked", ["business": "Swim School"]),
            data: PersonalDataView.sample(words))
    }
}
