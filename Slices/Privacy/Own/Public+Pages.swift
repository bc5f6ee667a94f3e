import Bookings
import Catalogue
import Customers
import House
import Kernel
import Storage
import Storefront
import Web
import Words

/// The page that a business has about its clients' data: who is responsible, what is kept, how long, what one may ask for and how.
extension PrivacySlice {
    var publicPages: [PageRoute] {
        [
            .get("/book/{slug}/privacy", access: .anyone) { visit in
                try await house.store.read { db in
                    guard let business = try db.business(slug: visit.parameter("slug")) else { throw Problem.notFound }
                    let page = PublicPrivacyPage(business, try db.privacySettings(business.id), visit.words)
                    return try house.page(page, visit, storefront.chrome(business, visit))
                }
            }
        ]
    }
}

struct PublicPrivacyPage: Page {
    struct Section: Sendable {
        let sectionID: String
        let sectionTitle: String
        let lines: [String]
    }

    static let template = "public-privacy"
    let title: String
    let name: String
    let address: String?
    let contact: String
    let sections: [Section]
    let myHref = "/my"

    init(_ business: Business, _ settings: PrivacySettings, _ words: Wording) {
        title = words("privacy.public.title", ["business": business.name])
        name = business.name
        address = business.address
        contact = settings.contact ?? business.email ?? business.phone ?? business.name
        let until =
            settings.eraseAfterMonths.map { words("privacy.public.until.months", count: $0) }
            ?? words("privacy.public.until.asked")
        func section(_ key: String, _ lines: [String]) -> Section {
            Section(sectionID: "p-\(key)", sectionTitle: words("privacy.public.\(key)"), lines: lines)
        }
        sections = [
            section("what", ["contact", "booking", "mails", "devices"].map { words("privacy.public.what.\($0)") }),
            section(
                "why",
                [words("privacy.public.why.text")]
                    + (settings.asksNews ? [words("privacy.public.why.news")] : [])),
            section("until", [until, words("privacy.public.until.rest")]),
            section("who", [words("privacy.public.who.text"), words("privacy.public.cookies")]),
            section(
                "rights",
                ["copy", "correct", "erase", "withdraw", "complain"].map { words("privacy.public.rights.\($0)") }),
        ]
    }

    private init(sample words: Wording) {
        title = words("privacy.public.title", ["business": "Swim School"])
        (name, address, contact) = ("Swim School", "Calle del Agua 1", "info@swim-school.example")
        sections = [
            Section(
                sectionID: "p-until", sectionTitle: words("privacy.public.until"),
                lines: [words("privacy.public.until.months", count: 36)])
        ]
    }

    static func sample(_ words: Wording) -> PublicPrivacyPage { PublicPrivacyPage(sample: words) }
}
