import House
import Identity
import Kernel
import Storage
import Web

extension CatalogueSlice {
    var resourceEndpoints: [Endpoint] {
        crud(
            "resources", id: "resource_id", one: "resource", capability: "B5", draft: Resource.draft,
            view: Resource.schema,
            list: { business, page, db in
                let images = try db.images(business.id)
                return page.cut(try db.resources(business.id).sorted { $0.id < $1.id }, by: { $0.id.description }) {
                    json($0, business.currency, images[.resource($0.id)] ?? [])
                }
            },
            read: { business, id, db in
                guard let resource = try ResourceID(id).flatMap({ try db.resource(business.id, $0) }) else {
                    return nil
                }
                return json(resource, business.currency, try db.images(business.id, .resource(resource.id)))
            },
            create: { member, fields, origin, db in
                json(try createResource(member, fields, by: origin, in: db), member.business.currency, [])
            },
            update: { member, id, fields, origin, db in
                guard let id = ResourceID(id), try db.resource(member.business.id, id) != nil else {
                    throw Problem.notFound
                }
                try member.require(id)
                let resource = try updateResource(member, id, fields, by: origin, in: db)
                return json(
                    resource, member.business.currency, try db.images(member.business.id, .resource(resource.id)))
            },
            archive: { member, id, origin, db in
                guard let id = ResourceID(id) else { throw Problem.notFound }
                try archiveResource(member, id, by: origin, in: db)
            })
    }

    var offeringEndpoints: [Endpoint] {
        crud(
            "offerings", id: "offering_id", one: "offering", capability: "B4", draft: Offering.draft,
            view: Offering.schema,
            list: { business, page, db in
                let images = try db.images(business.id)
                return page.cut(try db.offerings(business), by: { $0.id.description }) {
                    json($0, images[.offering($0.id)] ?? [])
                }
            },
            read: { business, id, db in
                guard let offering = try OfferingID(id).flatMap({ try db.offering(business, $0) }) else { return nil }
                return json(offering, try db.images(business.id, .offering(offering.id)))
            },
            create: { member, fields, origin, db in
                json(try createOffering(member, fields, by: origin, in: db), [])
            },
            update: { member, id, fields, origin, db in
                guard let id = OfferingID(id) else { throw Problem.notFound }
                try member.require(nil)
                let offering = try updateOffering(member, id, fields, by: origin, in: db)
                return json(offering, try db.images(member.business.id, .offering(offering.id)))
            },
            archive: { member, id, origin, db in
                guard let id = OfferingID(id) else { throw Problem.notFound }
                try archiveOffering(member, id, by: origin, in: db)
            })
    }

    func json(_ resource: Resource, _ currency: Currency, _ images: [Image]) -> JSON {
        resource.json(currency).adding(images.member(resource.name, house.baseURL))
    }

    private func json(_ offering: Offering, _ images: [Image]) -> JSON {
        offering.json.adding(images.member(offering.name, house.baseURL))
    }

    /// The five operations on a collection of a business's own things.
    func crud(
        _ path: String, id: String, one: String, capability: String, draft: Schema, view: Schema,
        problems: [String] = ["resource_needed"],
        list: @escaping @Sendable (Business, ListPage, Snapshot) throws -> JSON,
        read: @escaping @Sendable (Business, String, Snapshot) throws -> JSON?,
        create: @escaping @Sendable (Membership, Fields, Origin, Transaction) throws -> JSON,
        update: @escaping @Sendable (Membership, String, Fields, Origin, Transaction) throws -> JSON,
        archive: @escaping @Sendable (Membership, String, Origin, Transaction) throws -> Void
    ) -> [Endpoint] {
        let all = "/businesses/{business_id}/\(path)"
        let single = "\(all)/{\(id)}"
        return [
            Endpoint(
                .get, all, "The business's \(path)", capabilities: [capability], access: .member("booking:view_all"),
                query: Schema.paging, answer: .page(of: view)
            ) { visit in
                let business = try visit.id("business_id", BusinessID.self)
                let page = ListPage(visit)
                return try await house.store.read { db in
                    .json(
                        try list(
                            try db.membership(visit.visitor, business, .bookingViewAll, reach: .own).business, page, db)
                    )
                }
            },
            .write(
                .post, all, "Add a \(one)", capabilities: [capability], access: .member("settings:modify"), body: draft,
                success: 201,
                answer: view
            ) { visit in
                let business = try visit.id("business_id", BusinessID.self)
                return try await house.store.once(visit) { db in
                    try db.membership(visit.visitor, business, .settingsModify)
                } work: { member, db in
                    .json(try create(member, visit.body, Origin(visit), db), status: 201)
                }
            },
            Endpoint(
                .get, single, "One \(one)", capabilities: [capability], access: .member("booking:view_all"),
                answer: view
            ) { visit in
                let business = try visit.id("business_id", BusinessID.self)
                return try await house.store.read { db in
                    let member = try db.membership(visit.visitor, business, .bookingViewAll, reach: .own)
                    guard let found = try read(member.business, visit.parameter(id), db) else { throw Problem.notFound }
                    return .json(found)
                }
            },
            .write(
                .put, single, "Change one \(one); what is not named stays", capabilities: [capability],
                access: .member("settings:modify"),
                body: draft.patch("\(view.name)Change"), answer: view
            ) { visit in
                let business = try visit.id("business_id", BusinessID.self)
                return try await house.store.once(visit) { db in
                    try db.membership(visit.visitor, business, .settingsModify, reach: .own)
                } work: { member, db in
                    .json(try update(member, visit.parameter(id), visit.body, Origin(visit), db))
                }
            },
            .write(
                .delete, single, "Archive one \(one)", capabilities: [capability], access: .member("settings:modify"),
                success: 204,
                answer: nil, problems: problems
            ) { visit in
                let business = try visit.id("business_id", BusinessID.self)
                return try await house.store.once(visit) { db in
                    try db.membership(visit.visitor, business, .settingsModify)
                } work: { member, db in
                    try archive(member, visit.parameter(id), Origin(visit), db)
                    return .nothing
                }
            },
        ]
    }
}
