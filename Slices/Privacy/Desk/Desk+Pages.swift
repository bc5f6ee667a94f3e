import Bookings
import Catalogue
import Customers
import House
import Identity
import Kernel
import Storage
import Web
import Words

/// A client in the desk: who they are, what they agreed to, all that is held of them, and its end.
extension PrivacySlice {
    private static let base = "/desk/{slug}/customers/{customer_id}"

    var deskPages: [PageRoute] {
        let base = Self.base
        return [
            .get(base, access: .member("customers:view")) { visit in
                try await read(visit, "customer.read") { scene in try customerPage(scene) }
            },
            .get("\(base)/data", access: .member("customers:view"), query: PersonalData.Part.query) { visit in
                try await read(visit, "customer.exported") { scene in
                    DataPage(try PersonalData(try copy(scene), holdings, visit.part, in: scene.db), scene)
                }
            },
            .get("\(base)/data.json", access: .member("customers:view")) { visit in
                try await catalogue.deskWork(visit, .customersView) { member, db in
                    let scene = try scene(visit, member, in: db)
                    try noteRead("customer.exported", scene, visit, in: db)
                    return file(try copy(scene))
                }
            },
            .get("\(base)/erase", access: .member("customers:erase")) { visit in
                try await catalogue.deskPage(visit, .customersErase) { member, db in
                    try erasePage(try scene(visit, member, in: db))
                }
            },
            .post("\(base)/erase", access: .member("customers:erase")) { visit in try await eraseByForm(visit) },
        ]
    }

    /// Who works here has read what is known of a person: that is an event, and nothing is shown that is not written down.
    private func read<P: Page>(
        _ visit: Visit, _ action: String, _ make: @escaping @Sendable (CustomerScene) throws -> P
    ) async throws -> Answer {
        try await house.store.write { db in
            let member = try db.membership(visit.visitor, slug: visit.parameter("slug"), .customersView)
            let scene = try scene(visit, member, in: db)
            try noteRead(action, scene, visit, in: db)
            return try house.page(try make(scene), visit, catalogue.desk(visit, member, in: db))
        }
    }

    private func noteRead(_ action: String, _ scene: CustomerScene, _ visit: Visit, in db: Transaction) throws {
        try identity.events.emit(
            action, business: scene.member.business.id.rawValue, subject: scene.customer.id.description,
            by: Origin(visit), in: db)
    }

    func scene(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> CustomerScene {
        guard let customer = try db.customer(member.business.id, try visit.id("customer_id")) else {
            throw Problem.notFound
        }
        return CustomerScene(
            customer: customer, member: member, zone: bookings.zone(member.business), words: visit.words, db: db)
    }

    /// Everything that is held, but for what the reader's role may not see.
    func copy(_ scene: CustomerScene) throws -> PersonalCopy {
        PersonalCopy(
            person: try scene.db.person(scene.member.business.id, scene.customer),
            hidden: scene.member.may(.settingsModify) ? [] : ["owner_notes"])
    }

    private func erasePage(
        _ scene: CustomerScene, _ typed: [String: String] = [:], _ problem: Problem? = nil
    ) throws -> ErasePage {
        let person = try scene.db.person(scene.member.business.id, scene.customer)
        let counts = try holdings.map { (table: $0.table, count: try $0.count(person, in: scene.db)) }
        return ErasePage(
            scene, counts: counts.filter { $0.count > 0 },
            upcoming: try scene.db.upcoming(scene.member.business.id, of: scene.customer.id), typed, problem)
    }

    private func eraseByForm(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .customersErase) { member, db in
            let scene = try scene(visit, member, in: db)
            guard scene.customer.erasedAt == nil else { throw Problem.notFound }
            let fields = try ErasePage.schema.accept(form: visit.body.texts)
            guard fields.text("name") == scene.customer.name.cleaned(lines: false) else {
                throw Problem.field("name", "not_the_name")
            }
            let hasAsked = try db.hasAskedErasure(member.business.id, scene.customer.id)
            try erase(
                scene.customer.id, member.business.id, cancelling: fields.bool("cancels_upcoming") ?? false,
                because: hasAsked ? .request : .owner, by: Origin(visit), in: db)
            return Answer.see("/desk/\(member.business.slug)/privacy").noticing("privacy.notice.erased")
        } refused: { problem, member, db in
            try erasePage(try scene(visit, member, in: db), visit.body.texts, problem)
        }
    }
}

/// Everything that the pages about one client are made with.
struct CustomerScene {
    let customer: Customer
    let member: Membership
    let zone: Zone
    let words: Wording
    let db: Snapshot

    var desk: String { "/desk/\(member.business.slug)" }
    var path: String { "\(desk)/customers/\(customer.id)" }
    var name: String { customer.erasedAt == nil ? customer.name : words("privacy.erased") }
}
