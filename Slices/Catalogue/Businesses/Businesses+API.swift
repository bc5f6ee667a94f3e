import House
import Identity
import Kernel
import Storage
import Web

extension CatalogueSlice {
    var businessEndpoints: [Endpoint] {
        let create = createEndpoint
        return [
            create, create.alias("/owners/profiles"), create.alias("/profiles"), listEndpoint,
            listEndpoint.alias("/profiles"), readEndpoint,
            readEndpoint.alias("/profiles/{business_id}"), updateEndpoint,
            updateEndpoint.alias("/profiles/{business_id}"), archiveEndpoint,
            archiveEndpoint.alias("/profiles/{business_id}"), linkEndpoint,
        ]
    }

    private var createEndpoint: Endpoint {
        .write(
            .post, "/businesses", "Open a business; its maker is its owner", capabilities: ["B1"], access: .signedIn,
            body: BusinessDraft.schema, success: 201, answer: Business.schema, problems: ["invalid_input"]
        ) { visit in
            let user = UserID(rawValue: try visit.user().id)
            return try await house.store.once(visit) { db in
                let business = try createBusiness(BusinessDraft(visit.body), owner: user, by: Origin(visit), in: db)
                return .json(business.json(baseURL: house.baseURL, []), status: 201)
            }
        }
    }

    private var listEndpoint: Endpoint {
        Endpoint(
            .get, "/businesses", "The businesses that I am a member of", capabilities: ["B1"], access: .signedIn,
            query: Schema.paging, answer: .page(of: Business.schema)
        ) { visit in
            let user = UserID(rawValue: try visit.user().id)
            let (all, images) = try await house.store.read { db in
                let all = try db.memberships(of: user)
                return (all, try db.images(ofBusinesses: all.map(\.business.id)))
            }
            return .json(
                ListPage(visit).cut(all, by: { $0.business.id.description }) {
                    $0.business.json(baseURL: house.baseURL, images[$0.business.id] ?? [])
                })
        }
    }

    private var readEndpoint: Endpoint {
        Endpoint(
            .get, "/businesses/{business_id}", "One business; out of use, for its members alone", capabilities: ["B1"],
            access: .anyone,
            answer: Business.schema
        ) { visit in
            let id = try visit.id("business_id", BusinessID.self)
            return try await house.store.read { db in
                guard let business = try db.business(id) else { throw Problem.notFound }
                if !business.isActive {
                    guard visit.visitor.signedIn != nil else { throw Problem.notFound }
                    _ = try db.membership(visit.visitor, id, .bookingViewAll, reach: .own)
                }
                return .json(business.json(baseURL: house.baseURL, try db.images(id, .business)))
            }
        }
    }

    private var updateEndpoint: Endpoint {
        .write(
            .put, "/businesses/{business_id}", "Change a business; what is not named stays", capabilities: ["B1"],
            access: .member("settings:modify"), body: BusinessDraft.schema.patch("BusinessChange"),
            answer: Business.schema
        ) { visit in
            let id = try visit.id("business_id", BusinessID.self)
            return try await house.store.once(visit) { db in
                try db.lockedMembership(visit.visitor, id, .settingsModify, reach: .business)
            } work: { member, db in
                let draft = BusinessDraft(visit.body, onto: member.business)
                let business = try updateBusiness(member, draft, by: Origin(visit), in: db)
                return .json(business.json(baseURL: house.baseURL, try db.images(id, .business)))
            }
        }
    }

    private var archiveEndpoint: Endpoint {
        .write(
            .delete, "/businesses/{business_id}", "Close a business for good", capabilities: ["B1"],
            access: .member("members:manage"),
            success: 204, answer: nil
        ) { visit in
            let id = try visit.id("business_id", BusinessID.self)
            // Nobody is a member of a business that is closed: whoever has closed it is told so again all the same.
            return try await house.store.once(visit) { db in
                try archiveBusiness(try db.membership(visit.visitor, id, .membersManage), by: Origin(visit), in: db)
                return .nothing
            }
        }
    }

    private var linkEndpoint: Endpoint {
        Endpoint(
            .get, "/booking/link", "The public link", capabilities: ["B7"], access: .member("booking:view_all"),
            query: [Self.businessQuery],
            answer: Schema(
                "BookingLink",
                [
                    Field("url", .text(1...300), sample: "https://book.example.org/book/swim-school"),
                    Field("slug", .formatted(.slug), sample: "swim-school"),
                    Field(
                        "qr_url", .text(1...300), "An SVG picture.",
                        sample: "https://book.example.org/book/swim-school/qr.svg"),
                ])
        ) { visit in
            try await house.store.read { db in
                let id = try visit.query.id("business_id", BusinessID.self) ?? db.onlyBusiness(of: visit.visitor)
                let business = try db.membership(visit.visitor, id, .bookingViewAll, reach: .own).business
                let url = "\(house.baseURL)/book/\(business.slug)"
                return .json(["url": .string(url), "slug": .string(business.slug), "qr_url": .string("\(url)/qr.svg")])
            }
        }
    }

    /// Which business is meant, where the path does not say; needed by who has several.
    package static let businessQuery = Field(
        "business_id", .formatted(.id(BusinessID.self)), optional: true, "Needed by members of several businesses.",
        sample: .string(BusinessID(rawValue: 1).description))
}
