import Bookings
import Catalogue
import Customers
import House
import Identity
import Kernel
import Storage
import Web

extension PrivacySlice {
    private static let settingsAnswer = Schema(
        "PrivacySettingsShown",
        settingsSchema.fields.map { Field($0.name, $0.shape, nullable: $0.isNullable, $0.note, sample: $0.sample) } + [
            Field(
                "would_erase_now", .integer(0...Int64.max), nullable: true, "How many the period would erase now.",
                sample: 3)
        ])
    private static let request = Schema(
        "ErasureRequest",
        [
            Field(
                "id", .formatted(.id(ErasureRequestID.self)), sample: .string(ErasureRequestID(rawValue: 1).description)
            ),
            Field(
                "customer_id", .formatted(.id(CustomerID.self)), sample: .string(CustomerID(rawValue: 1).description)),
            Field("name", .text(0...120), sample: "John Doe"),
            Field("created_at", .formatted(.instant), sample: "2026-11-21T09:00:00Z"),
        ], list: true)

    var settingsEndpoints: [Endpoint] {
        let path = "/privacy/{business_id}"
        return [
            Endpoint(
                .get, "\(path)/settings", "How a business handles its clients' data", capabilities: ["M4"],
                access: .member("settings:modify"), answer: Self.settingsAnswer
            ) { visit in
                try await house.store.read { db in
                    .json(try settingsJSON(try member(visit, .settingsModify, in: db).business.id, in: db))
                }
            },
            .write(
                .put, "\(path)/settings", "Settle it; the period is the owner's", capabilities: ["M4"],
                access: .member("settings:modify"), body: Self.settingsSchema, answer: Self.settingsAnswer
            ) { visit in
                try await house.store.once(visit) { db in
                    try member(visit, .settingsModify, in: db)
                } work: { member, db in
                    try set(Self.settings(visit.body), member, by: Origin(visit), in: db)
                    return .json(try settingsJSON(member.business.id, in: db))
                }
            },
            Endpoint(
                .get, "\(path)/requests", "Clients who have asked to be erased", capabilities: ["M4"],
                access: .member("customers:erase"), answer: Self.request
            ) { visit in
                try await house.store.read { db in
                    let member = try member(visit, .customersErase, in: db)
                    return .json(
                        .list(try db.erasureRequests(member.business.id)) { request in
                            [
                                "id": .string(request.id.description),
                                "customer_id": .string(request.customer.description), "name": .string(request.name),
                                "created_at": .string(request.at.rfc3339),
                            ]
                        })
                }
            },
        ]
    }

    private func settingsJSON(_ business: BusinessID, in db: Snapshot) throws -> JSON {
        let settings = try db.privacySettings(business)
        let count = try settings.eraseAfterMonths.map {
            try db.idleCount(business, since: Self.cutoff($0, at: db.now))
        }
        return [
            "asks_news": .bool(settings.asksNews), "erase_after_months": .number(settings.eraseAfterMonths),
            "contact": .text(settings.contact), "would_erase_now": .number(count),
        ]
    }

    var accountEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/privacy/me", "All that is held about one's own account", capabilities: ["M4"],
                access: .account, answer: PersonalDataFile.schema
            ) { visit in answer(try await accountCopy(visit)) },
            Endpoint(
                .delete, "/privacy/me", "Delete one's own account", capabilities: ["M4"], access: .account,
                body: Self.passwordSchema, success: 204, answer: nil, problems: ["last_owner", "last_admin"],
                repeats: .not(because: .password)
            ) { visit in
                try await deleteAccount(visit.body, visit)
                return .nothing
            },
        ]
    }
}
