import Bookings
import Catalogue
import Customers
import Identity
import Kernel
import Storage
import Web
import Words

/// One client: contact, what they have booked, what they have agreed to.
struct CustomerPage: Page {
    struct Line: Sendable {
        let lineHref: String?
        let lineText: String
        let lineNote: String
    }

    static let template = "customer"
    let title: String
    let facts: [PersonalDataView.Fact]
    let bookings: [Line]
    let hasBookings: Bool
    let consents: [Line]
    let hasConsents: Bool
    let asked: String?
    let dataHref: String
    /// Nil for who may not erase, and where nothing is left to erase.
    let eraseHref: String?

    static func sample(_ words: Wording) -> CustomerPage {
        CustomerPage(
            title: "John Doe", facts: [.init(factLabel: words("privacy.column.email"), factText: "john@example.com")],
            bookings: [
                Line(
                    lineHref: "/desk/swim-school/bookings/bkg_1", lineText: "Mon 23 Nov, 09:00",
                    lineNote: "Private lesson")
            ], hasBookings: true,
            consents: [
                Line(lineHref: nil, lineText: words("privacy.consent.given"), lineNote: "Swim School may send me news.")
            ], hasConsents: true, asked: words("privacy.asked", ["when": "Monday"]),
            dataHref: "/desk/swim-school/customers/cus_1/data", eraseHref: "/desk/swim-school/customers/cus_1/erase")
    }
}

extension PrivacySlice {
    func customerPage(_ scene: CustomerScene) throws -> CustomerPage {
        let (customer, words, business) = (scene.customer, scene.words, scene.member.business.id)
        let visits = try scene.db.visits(business, of: customer.id)
        let latest = try scene.db.bookings(business, of: customer.id, limit: 20)
        let consents = try scene.db.consents(business, of: customer.id)
        func fact(_ name: String, _ text: String?) -> PersonalDataView.Fact? {
            text.map { .init(factLabel: words("privacy.column.\(name)"), factText: $0) }
        }
        let isKnown = customer.erasedAt == nil
        let requests = try scene.db.erasureRequests(business)
        return CustomerPage(
            title: scene.name,
            facts: [
                fact("email", isKnown ? customer.email : nil), fact("phone", customer.phone),
                fact("visits", words.formats.number(visits.count)),
                fact("last_at", visits.last.map { words.formats.dateTime($0, in: scene.zone) }),
                fact("erased_at", customer.erasedAt.map { words.formats.dateTime($0, in: scene.zone) }),
            ].compactMap { $0 },
            bookings: latest.map { booking in
                .init(
                    lineHref: "\(scene.desk)/bookings/\(booking.id)",
                    lineText: words.formats.dateTime(booking.start, in: scene.zone), lineNote: booking.offeringName)
            }, hasBookings: !latest.isEmpty, consents: consents.map { line($0, scene.zone, words) },
            hasConsents: !consents.isEmpty,
            asked: requests.first { $0.customer == customer.id }.map {
                words("privacy.asked", ["when": words.formats.dateTime($0.at, in: scene.zone)])
            }, dataHref: "\(scene.path)/data",
            eraseHref: isKnown && scene.member.may(.customersErase) ? "\(scene.path)/erase" : nil)
    }

    func line(_ consent: Consent, _ zone: Zone, _ words: Wording) -> CustomerPage.Line {
        let what = words(consent.isGiven ? "privacy.consent.given" : "privacy.consent.withdrawn")
        let door = words("privacy.door.\(consent.door.rawValue)")
        return .init(
            lineHref: nil, lineText: "\(what), \(words.formats.dateTime(consent.at, in: zone)), \(door)",
            lineNote: consent.wording)
    }
}
