import Bookings
import Catalogue
import Customers
import House
import Identity
import Kernel
import Storage
import Web
import Words

extension PrivacySlice {
    private static let consent = Schema(
        "Consent",
        [
            Field("id", .formatted(.id(ConsentID.self)), sample: .string(ConsentID(rawValue: 1).description)),
            Field("purpose", .text(1...60), "`news`, or `question:` and a question's id.", sample: "news"),
            Field("wording", .text(1...1_000), "The words that were shown.", sample: "Swim School may send me news."),
            Field("language", .choice(Language.spoken.map(\.code)), sample: "en"),
            Field("is_given", .boolean, "False: taken back.", sample: true),
            Field("door", .choice(ConsentDoor.allCases.map(\.rawValue)), "By which way it came.", sample: "form"),
            Field("created_at", .formatted(.instant), sample: "2026-11-21T09:00:00Z"),
        ])
    private static let act = Schema(
        "ConsentAct",
        [
            Field("purpose", .text(1...60), sample: "news"),
            Field(
                "wording", .text(1...1_000), "The words that they were read or shown.", sample: "May we send you news?"),
            Field("is_given", .boolean, "False: taken back.", sample: true),
        ])

    var consentEndpoints: [Endpoint] {
        let path = "/privacy/{business_id}/customers/{customer_id}/consents"
        return [
            Endpoint(
                .get, path, "What a client has agreed to and taken back, the latest first", capabilities: ["M4", "B9"],
                access: .member("customers:view"), answer: Schema("Consents", Self.consent.fields, list: true)
            ) { visit in
                try await house.store.read { db in
                    let scene = try scene(visit, try member(visit, .customersView, in: db), in: db)
                    let all = try db.consents(scene.member.business.id, of: scene.customer.id)
                    return .json(.list(all, \.json))
                }
            },
            .write(
                .post, path, "Write down that a client agrees, or no longer does", capabilities: ["M4"],
                access: .member("customers:view"), body: Self.act, success: 201, answer: Self.consent
            ) { visit in
                try await house.store.once(visit) { db in
                    try member(visit, .customersView, in: db)
                } work: { member, db in
                    .json(try note(visit, member.business.id, in: db).json, status: 201)
                }
            },
            Endpoint(
                .get, "/privacy/consents", "What one has agreed to with one's own account", capabilities: ["M4"],
                access: .signedIn, answer: Schema("Consents", Self.consent.fields, list: true)
            ) { visit in
                let id = UserID(rawValue: try visit.user().id)
                return try await house.store.read { db in .json(.list(try db.consents(of: id), \.json)) }
            },
            .write(
                .post, "/privacy/consents", "Agree with one's own account, or take it back", capabilities: ["M4"],
                access: .account, body: Self.act, success: 201, answer: Self.consent
            ) { visit in
                let id = UserID(rawValue: try visit.user().id)
                return try await house.store.once(visit) { db in
                    try db.note(Self.act(visit, door: .account), of: id)
                    guard let noted = try db.consents(of: id).first else { throw Problem.notFound }
                    return .json(noted.json, status: 201)
                }
            },
        ]
    }

    private func note(_ visit: Visit, _ business: BusinessID, in db: Transaction) throws -> Consent {
        // Nobody is erased meanwhile.
        guard let customer = try db.lockedCustomer(business, try visit.id("customer_id")), customer.erasedAt == nil
        else {
            throw Problem.notFound
        }
        let act = Self.act(visit, door: .staff)
        try db.note(act, of: customer.id, business)
        try identity.events.emit(
            act.isGiven ? "customer.consent_given" : "customer.consent_withdrawn", business: business.rawValue,
            subject: customer.id.description, by: Origin(visit), details: ["purpose": .string(act.purpose)], in: db)
        guard let noted = try db.consents(business, of: customer.id).first else { throw Problem.notFound }
        return noted
    }

    private static func act(_ visit: Visit, door: ConsentDoor) -> ConsentAct {
        ConsentAct(
            visit.body.text("purpose") ?? "", wording: visit.body.text("wording") ?? "", visit.words.language,
            isGiven: visit.body.bool("is_given") ?? false, door: door)
    }
}

extension Consent {
    fileprivate var json: JSON {
        [
            "id": .string(id.description), "purpose": .string(purpose), "wording": .string(wording),
            "language": .string(language.code), "is_given": .bool(isGiven), "door": .string(door.rawValue),
            "created_at": .string(at.rfc3339),
        ]
    }
}
