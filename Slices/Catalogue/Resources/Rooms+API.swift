import House
import Identity
import Kernel
import Storage
import Web

extension CatalogueSlice {
    private static let roomDraft = Schema(
        "RoomDraft",
        Resource.draft.fields.filter { !["kind", "room_kind", "hourly_rate"].contains($0.name) } + [
            Field("room_kind", .choice(RoomKind.allCases.map(\.rawValue)), sample: "consultation"),
            Field(
                "hourly_rate", .formatted(.decimal), optional: true, "In the business's currency.", sample: "20.00"),
        ])

    var roomEndpoint: Endpoint {
        .write(
            .post, "/admin/rooms", "Add a room; what it is for has to be said", capabilities: ["B5"],
            access: .member("settings:modify"), query: [Self.businessQuery], body: Self.roomDraft, success: 201,
            answer: Resource.schema
        ) { visit in
            try await house.store.once(visit) { db in
                let id = try visit.query.id("business_id", BusinessID.self) ?? db.onlyBusiness(of: visit.visitor)
                return try db.membership(visit.visitor, id, .settingsModify)
            } work: { member, db in
                let room = try createResource(member, visit.body, kind: .room, by: Origin(visit), in: db)
                return .json(json(room, member.business.currency, []), status: 201)
            }
        }
    }
}
