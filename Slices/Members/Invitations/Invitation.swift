import Catalogue
import Identity
import Kernel
import Storage
import Web

package struct InvitationID: EntityID, ColumnValue {
    package static let prefix = "inv"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Somebody is asked to work in a business. It is accepted once, by the person of the address, within a week.
package struct Invitation: Sendable {
    static let lifetime = Span.days(7)
    /// How long one that nobody has accepted can be sent again.
    static let memory = Span.days(90)
    /// Between two mails of one invitation.
    static let pause = Span.minutes(1)
    /// Open ones of one business.
    static let most = 100

    package let id: InvitationID
    package let business: BusinessID
    package let email: String
    package let role: MemberRole
    let resources: Set<ResourceID>
    package let invitedBy: UserID
    let createdAt: Instant
    let sentAt: Instant
    package let expiresAt: Instant

    init(_ row: Row) throws {
        id = try row["id"]
        business = try row["business_id"]
        email = try row["email"]
        role = try row["role"]
        let ids: String = try row["resource_ids"]
        resources = Set(ids.split(separator: " ").compactMap { ResourceID(String($0)) })
        invitedBy = try row["invited_by"]
        createdAt = try row["created_at"]
        sentAt = try row["sent_at"]
        expiresAt = try row["expires_at"]
    }

    static let draft = Schema(
        "InvitationDraft",
        [
            Field("email", .formatted(.email), sample: "ana@example.org"),
            Field("role", .choice(MemberRole.allCases.map(\.rawValue)), sample: "staff"), Member.resourcesField,
        ])

    static let schema = Schema(
        "Invitation",
        [
            Field("id", .formatted(.id(InvitationID.self)), sample: .string(InvitationID(rawValue: 1).description)),
            Field("email", .formatted(.email), sample: "ana@example.org"),
            Field("role", .choice(MemberRole.allCases.map(\.rawValue)), sample: "staff"),
            Field("resource_ids", .list(.formatted(.id(ResourceID.self)), max: 200), sample: []),
            Field("created_at", .formatted(.instant), sample: "2026-11-21T09:00:00Z"),
            Field("expires_at", .formatted(.instant), sample: "2026-11-28T09:00:00Z"),
        ])

    var json: JSON {
        [
            "id": .string(id.description), "email": .string(email), "role": .string(role.rawValue),
            "resource_ids": .list(resources.sorted()) { .string($0.description) },
            "created_at": .string(createdAt.rfc3339), "expires_at": .string(expiresAt.rfc3339),
        ]
    }
}

extension Problem {
    /// Used, withdrawn, expired or never there: who asks is not told which.
    static let invitationOver = Problem(410, "invitation_over")
    static let otherAddress = Problem(403, "invitation_other_address")
}
