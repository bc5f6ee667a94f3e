import House
import Kernel
import Storage
import Web

package struct APIKeyID: EntityID, ColumnValue {
    package static let prefix = "key"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A program's own way in (A8): some of its owner's permissions, until a day. What it may do is never more than what its owner may do
/// at that moment.
package struct APIKey: Sendable {
    /// What every key begins with, so that people and scanners know one when they see it.
    static let prefix = "dbk_"
    static let most = 50
    static let days: ClosedRange<Int64> = 1...366

    package let id: APIKeyID
    package let name: String
    /// Its last four characters, to tell keys apart.
    package let tail: String
    package let scopes: [Permission]
    let createdAt: Instant
    package let expiresAt: Instant
    /// When it was last used, to the minute.
    package let usedAt: Instant?
    let usedAddress: String?

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        tail = try row["tail"]
        scopes = Self.scopes(try row["scopes"])
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
        usedAt = try row["used_at"]
        usedAddress = try row["used_address"]
    }

    static func scopes(_ text: String) -> [Permission] {
        text.split(separator: " ").compactMap { Permission(rawValue: String($0)) }
    }

    static let schema = Schema(
        "APIKey",
        [
            Field("id", .formatted(.id(APIKeyID.self)), sample: .string(APIKeyID(rawValue: 1).description)),
            Field("name", .text(1...80), sample: "Website"),
            Field("tail", .text(4...4), "The key's last characters.", sample: "x9Qk"),
            Field(
                "scopes", .list(.choice(Permission.allCases.map(\.rawValue)), max: 40), sample: ["booking:view_all"]),
            Field("created_at", .formatted(.instant), sample: "2026-11-21T09:00:00Z"),
            Field("expires_at", .formatted(.instant), sample: "2027-02-19T09:00:00Z"),
            Field("last_used_at", .formatted(.instant), nullable: true, "To the minute.", sample: nil),
            Field("last_used_address", .text(1...60), nullable: true, sample: nil),
        ])

    var json: JSON {
        [
            "id": .string(id.description), "name": .string(name), "tail": .string(tail),
            "scopes": .list(scopes) { .string($0.rawValue) }, "created_at": .string(createdAt.rfc3339),
            "expires_at": .string(expiresAt.rfc3339), "last_used_at": .text(usedAt?.rfc3339),
            "last_used_address": .text(usedAddress),
        ]
    }
}

extension Snapshot {
    func apiKeys(of user: UserID) throws -> [APIKey] {
        try rows("SELECT * FROM api_keys WHERE user_id = \(user) ORDER BY id DESC LIMIT 200").map(APIKey.init)
    }
}
