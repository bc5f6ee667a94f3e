import Catalogue
import Identity
import Kernel
import Storage
import Web

/// Somebody who works in a business, as the others of its members see them (A7).
package struct Member: Sendable {
    package let user: UserID
    package let name: String
    package let email: String
    package let role: MemberRole
    /// The people and rooms to which they are limited; empty is no limit.
    package let resources: Set<ResourceID>
    package let since: Instant

    static let idField = Field(
        "user_id", .formatted(.id(UserID.self)), sample: .string(UserID(rawValue: 1).description))
    static let roleField = Field("role", .choice(MemberRole.allCases.map(\.rawValue)), sample: "manager")
    static let resourcesField = Field(
        "resource_ids", .list(.formatted(.id(ResourceID.self)), max: 200), optional: true,
        "The people and rooms to which a manager or member of staff is limited; empty is no limit.", sample: [])

    static let schema = Schema(
        "Member",
        [
            idField, Field("name", .text(1...120), sample: "Ana Beltrán"),
            Field("email", .formatted(.email), sample: "ana@example.org"), roleField,
            Field("resource_ids", .list(.formatted(.id(ResourceID.self)), max: 200), sample: []),
            Field("since", .formatted(.instant), sample: "2026-11-21T09:00:00Z"),
        ])
    static let change = Schema("MemberChange", [roleField, resourcesField]).patch("MemberChange")

    var json: JSON {
        [
            "user_id": .string(user.description), "name": .string(name), "email": .string(email),
            "role": .string(role.rawValue),
            "resource_ids": .list(resources.sorted()) { .string($0.description) }, "since": .string(since.rfc3339),
        ]
    }
}

extension Problem {
    /// A business always has an owner.
    static let lastOwner = Problem(409, "last_owner")
}
