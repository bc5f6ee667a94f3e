import Catalogue
import House
import Identity
import Kernel
import Storage
import Web
import Words

extension SetupSlice {
    var locationPages: [PageRoute] {
        let all = "/desk/{slug}/locations"
        return [
            .get(all, access: .member("booking:view_all")) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    LocationsPage(
                        member.business, try db.locations(member.business.id), try db.resources(member.business.id),
                        mayChange: member.may(.settingsModify) && !member.isLimited, visit.words)
                }
            },
            .get("\(all)/new", access: .member("settings:modify")) { visit in
                try await catalogue.deskPage(visit, .settingsModify) { member, _ in
                    LocationPage(slug: member.business.slug, nil, ["is_active": "true"], visit.words)
                }
            },
            .post("\(all)/new", access: .member("settings:modify")) { visit in try await addLocation(visit) },
            .get("\(all)/{id}", access: .member("settings:modify")) { visit in
                try await catalogue.deskPage(visit, .settingsModify) { member, db in
                    let location = try location(visit, member, in: db)
                    return LocationPage(
                        slug: member.business.slug, location.id, LocationPage.values(location), visit.words)
                }
            },
            .post("\(all)/{id}", access: .member("settings:modify")) { visit in try await saveLocation(visit) },
            .get("\(all)/{id}/remove", access: .member("settings:modify")) { visit in
                try await catalogue.deskPage(visit, .settingsModify) { member, db in
                    try askRemoving(visit, member, in: db)
                }
            },
            .post("\(all)/{id}/remove", access: .member("settings:modify")) { visit in
                try await catalogue.deskForm(visit, .settingsModify) { member, db in
                    try catalogue.removeLocation(member, try visit.id("id"), by: Origin(visit), in: db)
                    return answer(member, "setup.notice.location_removed")
                } refused: { problem, member, db in
                    try askRemoving(visit, member, problem, in: db)
                }
            },
        ]
    }

    private func location(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> Location {
        guard let location = try db.location(member.business.id, try visit.id("id")) else { throw Problem.notFound }
        return location
    }

    private func answer(_ member: Membership, _ notice: String) -> Answer {
        Answer.see("/desk/\(member.business.slug)/locations").noticing(notice)
    }

    private func addLocation(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .settingsModify) { member, db in
            _ = try catalogue.createLocation(
                member, try LocationPage.fields(visit.body.texts), by: Origin(visit), in: db)
            return answer(member, "setup.notice.location_added")
        } refused: { problem, member, _ in
            LocationPage(slug: member.business.slug, nil, visit.body.texts, visit.words, problem)
        }
    }

    private func saveLocation(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .settingsModify) { member, db in
            let fields = try LocationPage.fields(visit.body.texts).clearing(LocationPage.optional)
            _ = try catalogue.updateLocation(member, try visit.id("id"), fields, by: Origin(visit), in: db)
            return answer(member, "setup.notice.saved")
        } refused: { problem, member, db in
            LocationPage(
                slug: member.business.slug, try location(visit, member, in: db).id, visit.body.texts, visit.words,
                problem)
        }
    }

    private func askRemoving(
        _ visit: Visit, _ member: Membership, _ problem: Problem? = nil, in db: Snapshot
    ) throws -> ConfirmPage {
        let location = try location(visit, member, in: db)
        let base = "/desk/\(member.business.slug)/locations/\(location.id)"
        return ConfirmPage(
            title: visit.words("location.remove.title", ["name": location.name]),
            text: visit.words("location.remove.text"), label: visit.words("location.remove.submit"),
            action: "\(base)/remove", back: base,
            form: FormView(
                [], schema: Location.draft, prefix: "location.field", values: [:], problem: problem,
                words: visit.words))
    }
}

/// The locations of a business.
struct LocationsPage: Page {
    struct Row: Sendable {
        let name: String
        let href: String
        let place: String
        /// Who and what is there.
        let who: String
        let isResting: Bool
    }

    static let template = "locations"
    let title: String
    let list: DeskList<Row>

    init(
        _ business: Business, _ locations: [Location], _ resources: [Resource], mayChange: Bool, _ words: Wording
    ) {
        let base = "/desk/\(business.slug)/locations"
        let rows = locations.map { location in
            let here = resources.filter { $0.location == location.id }.map(\.name)
            return Row(
                name: location.name, href: "\(base)/\(location.id)", place: location.place ?? "",
                who: here.isEmpty ? words("locations.nobody") : here.joined(separator: ", "),
                isResting: !location.isActive)
        }
        self.init(base: base, rows: rows, mayChange: mayChange, words)
    }

    private init(base: String, rows: [Row], mayChange: Bool, _ words: Wording) {
        title = words("locations.title")
        list = DeskList(base, rows, mayChange: mayChange) {
            EmptyState(
                words("locations.empty.title"), words("locations.empty.text"), href: $0,
                action: words("locations.empty.action"))
        }
    }

    static func sample(_ words: Wording) -> LocationsPage {
        let base = "/desk/swim-school/locations"
        let pool = Row(
            name: "Retiro", href: "\(base)/loc_1", place: "Calle del Agua 12, Madrid", who: "Ana", isResting: true)
        return LocationsPage(base: base, rows: [pool], mayChange: true, words)
    }
}
