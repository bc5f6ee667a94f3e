import Catalogue
import House
import Identity
import Kernel
import Storage
import Web
import Words

extension SetupSlice {
    private static let offeringKind = Field(
        "kind", .choice(Offering.bookableKinds.map(\.rawValue)), optional: true, sample: "appointment")

    private static func kind(_ fields: Fields) -> OfferingKind {
        let kind = fields.text("kind").flatMap(OfferingKind.init) ?? .appointment
        return Offering.bookableKinds.contains(kind) ? kind : .appointment
    }

    var offeringPages: [PageRoute] {
        let all = "/desk/{slug}/offerings"
        return [
            .get(all, access: .member("booking:view_all")) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    OfferingsPage(
                        member.business, try db.offerings(member.business), try db.resources(member.business.id),
                        mayChange: member.may(.settingsModify) && !member.isLimited, visit.words)
                }
            },
            .get("\(all)/new", access: .member("settings:modify"), query: [Self.offeringKind]) { visit in
                try await catalogue.deskPage(visit, .settingsModify) { member, db in
                    let resources = try db.resources(member.business.id)
                    let values = OfferingForm.fresh(Self.kind(visit.query), resources)
                    return OfferingPage(member.business, resources, nil, values, visit.words)
                }
            },
            .post("\(all)/new", access: .member("settings:modify")) { visit in try await addOffering(visit) },
            .get("\(all)/{id}", access: .member("settings:modify")) { visit in
                try await catalogue.deskPage(visit, .settingsModify) { member, db in
                    try offeringPage(visit, member, in: db)
                }
            },
            .post("\(all)/{id}", access: .member("settings:modify")) { visit in try await saveOffering(visit) },
            .get("\(all)/{id}/archive", access: .member("settings:modify")) { visit in
                try await catalogue.deskPage(visit, .settingsModify) { member, db in
                    let offering = try offering(visit, member, in: db)
                    let base = "/desk/\(member.business.slug)/offerings/\(offering.id)"
                    return ConfirmPage(
                        title: visit.words("offering.archive.title", ["name": offering.name]),
                        text: visit.words("offering.archive.text"), label: visit.words("offering.archive.submit"),
                        action: "\(base)/archive", back: base)
                }
            },
            .post("\(all)/{id}/archive", access: .member("settings:modify")) { visit in
                try await catalogue.deskWork(visit, .settingsModify) { member, db in
                    try catalogue.archiveOffering(member, try visit.id("id"), by: Origin(visit), in: db)
                    return Answer.see("/desk/\(member.business.slug)/offerings").noticing("setup.notice.archived")
                }
            },
        ]
            + questionPages
            + galleryPages(
                GalleryPlace(path: "\(all)/{id}", subject: { .offering(try $0.id("id")) }) {
                    try offeringPage($0, $1, image: $3, in: $2)
                })
    }

    private func offeringPage(
        _ visit: Visit, _ member: Membership, image: (alt: String, problem: Problem)? = nil, in db: Snapshot
    ) throws -> OfferingPage {
        let offering = try offering(visit, member, in: db)
        let resources = try db.resources(member.business.id)
        let values = OfferingForm.values(offering, resources)
        var page = OfferingPage(member.business, resources, offering, values, visit.words)
        page.gallery = try gallery(
            .offering(offering.id), member.business, base: page.action, visit.words, refused: image, in: db)
        return page
    }

    func offering(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> Offering {
        guard let offering = try db.offering(member.business, try visit.id("id")) else { throw Problem.notFound }
        return offering
    }

    private func addOffering(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .settingsModify) { member, db in
            let fields = try OfferingForm.fields(visit.body.texts, Self.kind(visit.body), keepsNeeds: false)
            _ = try catalogue.createOffering(member, fields, by: Origin(visit), in: db)
            return Answer.see("/desk/\(member.business.slug)/offerings").noticing("setup.notice.offering_added")
        } refused: { problem, member, db in
            let typed = visit.body.texts.merging(["kind": Self.kind(visit.body).rawValue]) { $1 }
            return OfferingPage(
                member.business, try db.resources(member.business.id), nil, typed, visit.words, problem)
        }
    }

    private func saveOffering(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .settingsModify) { member, db in
            let old = try offering(visit, member, in: db)
            let keepsNeeds = OfferingForm.groups(old, try db.resources(member.business.id)) == nil
            let fields = try OfferingForm.fields(visit.body.texts, old.kind, keepsNeeds: keepsNeeds)
            _ = try catalogue.updateOffering(member, old.id, fields, by: Origin(visit), in: db)
            return Answer.see("/desk/\(member.business.slug)/offerings").noticing("setup.notice.saved")
        } refused: { problem, member, db in
            let offering = try offering(visit, member, in: db)
            let typed = visit.body.texts.merging(["kind": offering.kind.rawValue]) { $1 }
            var page = OfferingPage(
                member.business, try db.resources(member.business.id), offering, typed, visit.words, problem)
            page.gallery = try gallery(
                .offering(offering.id), member.business, base: page.action, visit.words, in: db)
            return page
        }
    }
}

/// What clients can book.
struct OfferingsPage: Page {
    struct Row: Sendable {
        let name: String
        let href: String
        let duration: String
        let price: String
        let needs: String
        let isUnserved: Bool
        let isHidden: Bool
    }

    static let template = "offerings"
    let title: String
    let list: DeskList<Row>

    init(_ business: Business, _ offerings: [Offering], _ resources: [Resource], mayChange: Bool, _ words: Wording) {
        let base = "/desk/\(business.slug)/offerings"
        let names = Dictionary(uniqueKeysWithValues: resources.map { ($0.id, $0.name) })
        let rows = offerings.map { offering in
            let groups = offering.needs.map { group in
                group.compactMap { names[$0] }.joined(separator: words("offerings.or"))
            }
            return Row(
                name: offering.name, href: "\(base)/\(offering.id)",
                duration: words.formats.duration(minutes: offering.durationMinutes),
                price: Self.price(offering, words),
                needs: groups.isEmpty
                    ? words(offering.isUnserved ? "offerings.no_needs" : "offerings.no_needs_course")
                    : groups.joined(separator: " + "),
                isUnserved: offering.isUnserved, isHidden: !offering.isActive)
        }
        self.init(base: base, rows: rows, mayChange: mayChange, words)
    }

    private static func price(_ offering: Offering, _ words: Wording) -> String {
        let isHourly = offering.terms.pricing == .perHour
        guard offering.price.minor > 0 else { return words(isHourly ? "offerings.own_rate" : "offerings.free") }
        let price = words.formats.money(offering.price)
        return isHourly ? words("offerings.per_hour", ["price": price]) : price
    }

    private init(base: String, rows: [Row], mayChange: Bool, _ words: Wording) {
        title = words("offerings.title")
        list = DeskList(base, rows, mayChange: mayChange) {
            EmptyState(
                words("offerings.empty.title"), words("offerings.empty.text"), href: $0,
                action: words("offerings.empty.action"))
        }
    }

    static func sample(_ words: Wording) -> OfferingsPage {
        let base = "/desk/swim-school/offerings"
        let lesson = Row(
            name: "Private lesson", href: "\(base)/off_1", duration: words.formats.duration(minutes: 60),
            price: words("offerings.free"), needs: "Ana\(words("offerings.or"))Ben", isUnserved: false,
            isHidden: true)
        let bare = Row(
            name: "Trial lesson", href: "\(base)/off_2", duration: words.formats.duration(minutes: 30),
            price: words("offerings.free"), needs: words("offerings.no_needs"), isUnserved: true, isHidden: false)
        return OfferingsPage(base: base, rows: [lesson, bare], mayChange: true, words)
    }
}
