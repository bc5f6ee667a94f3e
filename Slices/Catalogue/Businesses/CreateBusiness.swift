import House
import Identity
import Kernel
import Storage
import Timekeeping
import Web
import Words

/// What a business is made from, or changed to.
package struct BusinessDraft: Sendable {
    package var name: String
    package var slug: Slug?
    package var description: String?
    package var category: String?
    package var email: String?
    package var phone: String?
    package var address: String?
    package var location: String?
    package var zone: String
    package var currency: String?
    package var language: String

    package init(name: String, zone: String, language: String = "en") {
        self.name = name
        self.zone = zone
        self.language = language
    }

    /// - Parameter current: the business that is changed; what the input does not name stays.
    package init(_ fields: Fields, onto current: Business? = nil) {
        func text(_ name: String, _ old: String?) -> String? { fields.has(name) ? fields.text(name) : old }
        name = fields.text("name") ?? current?.name ?? ""
        slug = (fields.text("slug") ?? current?.slug).flatMap(Slug.init)
        description = text("description", current?.description)
        category = text("category", current?.category)
        email = text("email", current?.email)
        phone = text("phone", current?.phone)
        address = text("address", current?.address)
        location = text("location", current?.location)
        zone = fields.text("zone") ?? current?.zone ?? "UTC"
        currency = fields.text("currency") ?? current?.currency.code
        language = fields.text("language") ?? current?.language.code ?? "en"
    }

    package static let schema = Schema(
        "BusinessDraft",
        [
            Field("name", .text(1...120), sample: "Swim School"),
            Field("slug", .formatted(.slug), optional: true, "Made from the name unless given.", sample: "swim-school"),
            Field("zone", .formatted(.zone), "IANA time zone.", sample: "Europe/Madrid"),
            Field("currency", .formatted(.currency), optional: true, sample: "EUR"),
            Field("language", .choice(Language.spoken.map(\.code)), optional: true, sample: "es"),
        ] + Business.contactFields)
}

extension CatalogueSlice {
    /// Makes a business with its settings; the user becomes its owner (B1).
    package func createBusiness(_ draft: BusinessDraft, owner: UserID, by origin: Origin, in db: Transaction) throws
        -> Business
    {
        let currency = try check(draft)
        let id = db.newID(BusinessID.self)
        let slug = try draft.slug ?? freeSlug(for: draft.name, in: db)
        let added = try db.execute(
            """
            INSERT INTO businesses (id, slug, name, description, category, email, phone, address, location, zone, currency, language,
                created_at, updated_at)
            VALUES (\(id), \(slug.description), \(draft.name), \(draft.description), \(draft.category), \(draft.email), \(draft.phone),
                \(draft.address), \(draft.location), \(draft.zone), \(currency), \(draft.language), \(db.now), \(db.now))
            ON CONFLICT DO NOTHING
            """)
        guard added == 1 else { throw Problem.field("slug", "taken") }
        try db.execute(
            "INSERT INTO members (business_id, user_id, role, created_at) VALUES (\(id), \(owner), \(MemberRole.owner), \(db.now))"
        )
        try BookingSettings().insert(for: id, in: db)
        try changed(
            "business.created", id, subject: id.description, by: origin, details: ["slug": .string(slug.description)],
            in: db)
        guard let business = try db.business(id) else { throw Problem.notFound }
        return business
    }

    /// Changes what is said of a business. Its currency stays: prices are in it.
    package func updateBusiness(_ member: Membership, _ draft: BusinessDraft, by origin: Origin, in db: Transaction)
        throws
        -> Business
    {
        let id = member.business.id
        guard try check(draft) == member.business.currency else { throw Problem.field("currency", "fixed") }
        let slug = draft.slug?.description ?? member.business.slug
        if try db.exists("SELECT 1 FROM businesses WHERE slug = \(slug) AND id <> \(id)") {
            throw Problem.field("slug", "taken")
        }
        do {
            try db.savepoint {
                try db.execute(
                    """
                    UPDATE businesses SET slug = \(slug), name = \(draft.name), description = \(draft.description),
                        category = \(draft.category), email = \(draft.email), phone = \(draft.phone), address = \(draft.address),
                        location = \(draft.location), zone = \(draft.zone), language = \(draft.language), updated_at = \(db.now)
                    WHERE id = \(id)
                    """)
            }
        } catch StorageFault.unique {
            // Another business has taken the slug a moment ago.
            throw Problem.field("slug", "taken")
        }
        try changed("business.updated", id, subject: id.description, by: origin, in: db)
        guard let business = try db.business(id) else { throw Problem.notFound }
        return business
    }

    /// Takes a business off the platform. Its rows stay, as its customers' bookings do.
    package func archiveBusiness(_ member: Membership, by origin: Origin, in db: Transaction) throws {
        try db.execute("UPDATE businesses SET archived_at = \(db.now), is_active = 0 WHERE id = \(member.business.id)")
        try changed(
            "business.archived", member.business.id, subject: member.business.id.description, by: origin, in: db)
    }

    private func check(_ draft: BusinessDraft) throws(Problem) -> Currency {
        guard house.zones.zone(draft.zone) != nil else { throw .field("zone", "not_zone") }
        guard let currency = Currency(draft.currency ?? house.rules.defaultCurrency) else {
            throw .field("currency", "not_currency")
        }
        return currency
    }

    /// A slug made from the name (B7): letters without accents, dashes between words, a number behind where it is taken.
    private func freeSlug(for name: String, in db: Snapshot) throws -> Slug {
        let base = Slug.stem(name)
        for tail in [""] + (2...50).map({ "-\($0)" }) + [String(UInt32.random(in: 1_000...UInt32.max), radix: 36)] {
            if let slug = Slug(base + tail), try db.business(slug: slug.description) == nil,
                try !db.exists("SELECT 1 FROM businesses WHERE slug = \(slug.description)")
            {
                return slug
            }
        }
        throw Problem.field("slug", "taken")
    }
}
