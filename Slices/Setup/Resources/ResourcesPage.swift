import Catalogue
import House
import Identity
import Kernel
import Storage
import Web
import Words

extension SetupSlice {
    private static let kind = Field(
        "kind", .choice(ResourceForm.kinds.map(\.rawValue)), optional: true, sample: "person")

    var resourcePages: [PageRoute] {
        let all = "/desk/{slug}/resources"
        return [
            .get(all, access: .member("booking:view_all")) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    ResourcesPage(
                        member.business, try db.resources(member.business.id), try db.locations(member.business.id),
                        needed: Set(try db.offerings(member.business).flatMap { $0.needs.joined() }),
                        mayChange: member.may(.settingsModify) && !member.isLimited, visit.words)
                }
            },
            .get("\(all)/new", access: .member("settings:modify"), query: [Self.kind]) { visit in
                try await catalogue.deskPage(visit, .settingsModify) { member, db in
                    let kind = visit.query.text("kind").flatMap(ResourceKind.init) ?? .person
                    return ResourcePage(
                        member.business, kind: kind, nil, ["is_active": "true", "capacity": "1"],
                        try db.locations(member.business.id), visit.words)
                }
            },
            .post("\(all)/new", access: .member("settings:modify")) { visit in try await addResource(visit) },
            .get("\(all)/{id}", access: .member("settings:modify")) { visit in
                try await catalogue.deskPage(visit, .settingsModify) { member, db in
                    try resourcePage(visit, member, in: db)
                }
            },
            .post("\(all)/{id}", access: .member("settings:modify")) { visit in try await saveResource(visit) },
            .get("\(all)/{id}/archive", access: .member("settings:modify")) { visit in
                try await catalogue.deskPage(visit, .settingsModify) { member, db in
                    try askArchiving(visit, member, in: db)
                }
            },
            .post("\(all)/{id}/archive", access: .member("settings:modify")) { visit in
                try await catalogue.deskForm(visit, .settingsModify) { member, db in
                    try catalogue.archiveResource(member, try visit.id("id"), by: Origin(visit), in: db)
                    return Answer.see("/desk/\(member.business.slug)/resources").noticing("setup.notice.archived")
                } refused: { problem, member, db in
                    try askArchiving(visit, member, problem, in: db)
                }
            },
        ]
            + galleryPages(
                GalleryPlace(path: "\(all)/{id}", subject: { .resource(try $0.id("id")) }) {
                    try resourcePage($0, $1, image: $3, in: $2)
                })
    }

    private func resourcePage(
        _ visit: Visit, _ member: Membership, image: (alt: String, problem: Problem)? = nil, in db: Snapshot
    ) throws -> ResourcePage {
        let resource = try resource(visit, member, in: db)
        let values = ResourceForm.values(resource, member.business.currency)
        var page = ResourcePage(
            member.business, kind: resource.kind, resource.id, values, try db.locations(member.business.id), visit.words
        )
        page.gallery = try gallery(
            .resource(resource.id), member.business, base: page.action, visit.words, refused: image, in: db)
        return page
    }

    private func resource(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> Resource {
        guard let resource = try db.resource(member.business.id, try visit.id("id")) else { throw Problem.notFound }
        return resource
    }

    private func addResource(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .settingsModify) { member, db in
            let added = try catalogue.createResource(
                member, try ResourceForm.fields(visit.body.texts), by: Origin(visit), in: db)
            let place = "/desk/\(member.business.slug)/resources"
            return Answer.see(place).noticing("setup.notice.resource_added.\(added.kind.rawValue)")
        } refused: { problem, member, db in
            let kind = visit.body.text("kind").flatMap(ResourceKind.init) ?? .person
            return ResourcePage(
                member.business, kind: kind, nil, visit.body.texts, try db.locations(member.business.id), visit.words,
                problem)
        }
    }

    private func saveResource(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .settingsModify) { member, db in
            let fields = try ResourceForm.fields(visit.body.texts).clearing(ResourceForm.optional)
            _ = try catalogue.updateResource(member, try visit.id("id"), fields, by: Origin(visit), in: db)
            return Answer.see("/desk/\(member.business.slug)/resources").noticing("setup.notice.saved")
        } refused: { problem, member, db in
            let resource = try resource(visit, member, in: db)
            var page = ResourcePage(
                member.business, kind: resource.kind, resource.id, visit.body.texts,
                try db.locations(member.business.id), visit.words, problem)
            page.gallery = try gallery(
                .resource(resource.id), member.business, base: page.action, visit.words, in: db)
            return page
        }
    }

    private func askArchiving(
        _ visit: Visit, _ member: Membership, _ problem: Problem? = nil, in db: Snapshot
    ) throws -> ConfirmPage {
        let resource = try resource(visit, member, in: db)
        let base = "/desk/\(member.business.slug)/resources"
        let form = FormView(
            [], schema: Resource.draft, prefix: "resource.field", values: [:], problem: problem, words: visit.words)
        return ConfirmPage(
            title: visit.words("resource.archive.title", ["name": resource.name]),
            text: visit.words("resource.archive.text"),
            label: visit.words("resource.archive.submit"), action: "\(base)/\(resource.id)/archive",
            back: "\(base)/\(resource.id)", form: form)
    }
}

/// The people, rooms and equipment of a business.
struct ResourcesPage: Page {
    struct Row: Sendable {
        let name: String
        let href: String
        let kind: String
        let about: String
        let capacity: String
        let isResting: Bool
        /// No offering names it.
        let isUnneeded: Bool
        let location: String?
    }

    static let template = "resources"
    let title: String
    let list: DeskList<Row>

    init(
        _ business: Business, _ resources: [Resource], _ locations: [Location], needed: Set<ResourceID>,
        mayChange: Bool,
        _ words: Wording
    ) {
        let base = "/desk/\(business.slug)/resources"
        let rows = resources.map { resource in
            Row(
                name: resource.name, href: "\(base)/\(resource.id)",
                kind: words("resource.kind.\(resource.kind.rawValue)"),
                about: resource.description ?? "", capacity: words.formats.number(resource.capacity),
                isResting: !resource.isActive, isUnneeded: !needed.contains(resource.id),
                location: locations.first { $0.id == resource.location }?.name)
        }
        self.init(base: base, rows: rows, mayChange: mayChange, words)
    }

    private init(base: String, rows: [Row], mayChange: Bool, _ words: Wording) {
        title = words("resources.title")
        list = DeskList(base, rows, mayChange: mayChange) {
            EmptyState(
                words("resources.empty.title"), words("resources.empty.text"), href: $0,
                action: words("resources.empty.action"))
        }
    }

    static func sample(_ words: Wording) -> ResourcesPage {
        let base = "/desk/swim-school/resources"
        let ana = Row(
            name: "Ana", href: "\(base)/res_1", kind: words("resource.kind.person"), about: "", capacity: "1",
            isResting: true, isUnneeded: true, location: "Retiro")
        let ben = Row(
            name: "Ben", href: "\(base)/res_2", kind: words("resource.kind.person"), about: "", capacity: "1",
            isResting: false, isUnneeded: true, location: nil)
        return ResourcesPage(base: base, rows: [ana, ben], mayChange: true, words)
    }
}
