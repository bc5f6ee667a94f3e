import Bookings
import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// How to reach a business and where it is. Nil when it says neither.
struct ContactCard: Sendable {
    let phone: String?
    let phoneHref: String?
    let email: String?
    let emailHref: String?
    let address: String?

    /// - Parameter address: nil where something else says where to go.
    init?(_ business: Business, address: String?) {
        phone = business.phone
        phoneHref = business.phone.map { "tel:\($0.filter { !$0.isWhitespace })" }
        email = business.email
        emailHref = business.email.map { "mailto:\($0)" }
        self.address = address
        if phone == nil && email == nil && address == nil { return nil }
    }

    private init(phone: String, email: String, address: String) {
        (self.phone, phoneHref) = (phone, "tel:\(phone)")
        (self.email, emailHref) = (email, "mailto:\(email)")
        self.address = address
    }

    static let sample = ContactCard(
        phone: "+34910000000", email: "info@swim-school.example", address: "Calle del Agua 1, Madrid")
}

/// The public face of a business: who it is and what can be booked (B7).
struct BusinessPage: Page {
    struct Site: Sendable {
        let siteName: String
        let sitePlace: String?
    }
    struct Card: Sendable {
        let href: String?
        let cover: Cover?
        let name: String
        let about: String?
        /// Nil for an appointment.
        let kind: String?
        /// Of a course: the next date with a place.
        let next: String?
        let duration: String
        let price: String
    }

    static let template = "public-business"
    let title: String
    let name: String
    let cover: Cover?
    let isVerified: Bool
    /// The images beside the cover.
    let pictures: [Cover]
    let hasPictures: Bool
    let category: String?
    let about: String?
    let contact: ContactCard?
    /// Its locations, where it has any.
    let sites: [Site]
    let hasSites: Bool
    let zoneNote: String
    let heading: String
    let cards: [Card]
    /// Where several are booked in one visit; nil where there are not enough.
    let visitHref: String?
    /// Why nothing can be booked now; nil when it can.
    let closed: String?

    /// - Parameter next: the next free session of each course.
    init(_ front: Front, next: [OfferingID: Instant] = [:]) {
        let business = front.business
        let words = front.words
        title = words("public.business.title", ["business": business.name])
        name = business.name
        cover = Cover(front.book.images[.business], name: business.name)
        isVerified = business.isVerified
        pictures = front.pictures((front.book.images[.business] ?? []).dropFirst(), of: business.name)
        hasPictures = !pictures.isEmpty
        category = business.category
        about = business.description
        sites = front.book.openLocations.map { Site(siteName: $0.name, sitePlace: $0.place) }
        hasSites = !sites.isEmpty
        contact = ContactCard(business, address: hasSites ? nil : business.place)
        zoneNote = words("public.business.zone", ["zone": words.formats.zoneName(front.book.zone, at: front.now)])
        cards = front.book.shown.map { offering in
            Card(offering, front, next: next[offering.id])
        }
        visitHref = front.offersVisits ? "\(front.path)/visit" : nil
        heading = words(front.isOpen ? "public.business.choose" : "public.business.offers")
        closed =
            !front.isOpen
            ? words("public.business.closed", ["business": business.name])
            : cards.isEmpty ? words("public.business.nothing", ["business": business.name]) : nil
    }

    private init(sample words: Wording) {
        title = words("public.business.title", ["business": "Swim School"])
        name = "Swim School"
        cover = .sample
        (isVerified, pictures, hasPictures) = (true, [.sample, .sample], true)
        category = "Swimming"
        about = "Lessons for children and adults."
        contact = ContactCard.sample
        sites = [Site(siteName: "Retiro", sitePlace: "Calle del Agua 12, Madrid")]
        hasSites = true
        zoneNote = words("public.business.zone", ["zone": "Europe/Madrid (CET)"])
        cards = [
            Card(
                href: "/book/swim-school/off_1", cover: .sample, name: "Private lesson", about: "One to one.",
                kind: words("public.kind.course"), next: words("public.card.next", ["when": "Mon 23 Nov, 16:00"]),
                duration: "1 h",
                price: "€50.00")
        ]
        heading = words("public.business.choose")
        visitHref = "/book/swim-school/visit"
        closed = words("public.business.closed", ["business": "Swim School"])
    }

    static func sample(_ words: Wording) -> BusinessPage { BusinessPage(sample: words) }
}

extension BusinessPage.Card {
    init(_ offering: Offering, _ front: Front, next: Instant?) {
        let words = front.words
        href = front.isOpen ? front.timesPath(offering) : nil
        cover = Cover(front.book.images(of: offering), name: offering.name)
        name = offering.name
        about = offering.description
        kind = offering.kind == .appointment ? nil : words("public.kind.\(offering.kind.rawValue)")
        let local = next.map { front.book.zone.local($0) }
        let when = local.map {
            "\(words.formats.date($0.date, style: .weekdayDay)), \(words.formats.time($0))"
        }
        self.next =
            offering.kind == .course && front.isOpen
            ? when.map { words("public.card.next", ["when": $0]) } ?? words("public.card.none") : nil
        duration = Self.duration(offering, words)
        price = Self.price(offering, front)
    }

    private static func duration(_ offering: Offering, _ words: Wording) -> String {
        guard let lengths = offering.terms.lengths, lengths.least < lengths.most, offering.kind != .course else {
            return words.formats.duration(minutes: offering.durationMinutes)
        }
        return words(
            "public.card.lengths",
            [
                "least": words.formats.duration(minutes: lengths.least),
                "most": words.formats.duration(minutes: lengths.most),
            ])
    }

    /// By the hour where it is so; "from" where rooms differ; by the person where several may come.
    private static func price(_ offering: Offering, _ front: Front) -> String {
        let terms = offering.terms
        switch terms.pricing {
        case .perHour:
            let price = front.price(offering.leastPrice(front.book))
            return front.words(
                offering.mustChoose(front.book) ? "public.card.from_hour" : "public.card.per_hour", ["price": price])
        case .perPerson where terms.partyMost > 1 && offering.price.minor > 0:
            return front.words("public.card.per_person", ["price": front.price(offering.price)])
        default: return front.price(offering.price)
        }
    }
}

/// The page of a business that was taken off: nothing of it is shown but that it is not there any more.
struct InactivePage: Page {
    static let template = "public-inactive"
    let title: String

    init(_ words: Wording) { title = words("public.inactive.title") }

    static func sample(_ words: Wording) -> InactivePage { InactivePage(words) }
}
