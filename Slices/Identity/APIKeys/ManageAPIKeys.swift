import House
import Kernel
import Storage
import Web

/// What a new key is made from.
package enum NewAPIKey {
    package static let schema = Schema(
        "NewAPIKey",
        [
            Field("name", .text(1...80), "What it is for.", sample: "Website"),
            Field(
                "scopes", .list(.choice(Permission.allCases.map(\.rawValue)), max: 40), sample: ["booking:view_all"]),
            Field("expires_in_days", .integer(APIKey.days), sample: 90),
            Field("password", .formatted(.password), "The account's.", sample: "tortoise-lamp-4-violins"),
            IdentitySlice.codeAgain,
        ])
}

extension IdentitySlice {
    /// Makes a key and returns it with its text, which is not stored. Throws 403 before the address is proven, 422.
    package func makeAPIKey(_ fields: Fields, _ visit: Visit) async throws -> (key: APIKey, text: String) {
        let proof = try await confirm(fields.text("password") ?? "", as: "password", visit)
        try proof.user.requireVerified()
        let asked = Set((fields.list("scopes") ?? []).compactMap { $0.string.flatMap(Permission.init(rawValue:)) })
        guard !asked.isEmpty else { throw Problem.field("scopes", "scope_needed") }
        try await confirmCode(fields, of: proof.user, visit)
        let scopes = asked.map(\.rawValue).sorted().joined(separator: " ")
        let text = APIKey.prefix + Secret().text
        return try await house.store.write { db in
            let user = try proof.hold(in: db)
            guard try db.apiKeys(of: user.id).count < APIKey.most else {
                throw Problem.field("name", "too_many", ["max": "\(APIKey.most)"])
            }
            let id: APIKeyID = db.newID()
            try db.execute(
                """
                INSERT INTO api_keys (id, user_id, token_hash, name, tail, scopes, created_at, expires_at)
                VALUES (\(id), \(user.id), \(Secret.hash(text)), \(fields.text("name")), \(String(text.suffix(4))), \(scopes),
                    \(db.now), \(db.now + .days(fields.integer("expires_in_days") ?? 90)))
                """)
            try events.emit(
                "user.api_key_created", business: 0, subject: user.id.description, by: Origin(visit),
                details: ["key": .string(id.description), "scopes": .string(scopes)], in: db)
            guard let row = try db.first("SELECT * FROM api_keys WHERE id = \(id)") else { throw Problem.notFound }
            return (try APIKey(row), text)
        }
    }

    /// Takes a key away. Throws 404 for one that is not the visitor's.
    package func revokeAPIKey(_ id: APIKeyID, _ visit: Visit) async throws {
        let user = UserID(rawValue: try visit.user().id)
        try await house.store.write { db in
            guard try db.execute("DELETE FROM api_keys WHERE id = \(id) AND user_id = \(user)") == 1 else {
                throw Problem.notFound
            }
            try events.emit(
                "user.api_key_revoked", business: 0, subject: user.description, by: Origin(visit),
                details: ["key": .string(id.description)], in: db)
        }
    }

    /// The owner of a key, limited to its scopes and never an admin. Throws 401 when it does not hold. Its last use is noted once a
    /// minute at most.
    func owner(ofKey text: String, address: String) async throws -> SignedIn {
        guard text.utf8.count == APIKey.prefix.utf8.count + 43 else { throw Problem.signInNeeded }
        let found: (key: APIKey, owner: SignedIn, isStale: Bool)? = try await house.store.read { db in
            let row = try db.first(
                """
                SELECT k.*, u.name AS user_name, f.confirmed_at FROM api_keys k JOIN users u ON u.id = k.user_id
                LEFT JOIN second_factors f ON f.user_id = u.id
                WHERE k.token_hash = \(Secret.hash(text)) AND k.expires_at > \(db.now) AND u.deactivated_at IS NULL
                """)
            guard let row else { return nil }
            let (key, user): (APIKey, UserID) = (try APIKey(row), try row["user_id"])
            let owner = SignedIn(
                id: user.rawValue, name: try row["user_name"], isAdmin: false, formToken: nil,
                scopes: Set(key.scopes.map(\.rawValue)), hasSecondFactor: try row["confirmed_at"] as Instant? != nil)
            return (key, owner, key.usedAt.map { db.now - $0 > Sessions.precision } ?? true)
        }
        guard let found else { throw Problem.signInNeeded }
        if found.isStale {
            _ = try? await house.store.write { db in
                try db.execute(
                    "UPDATE api_keys SET used_at = \(db.now), used_address = \(address) WHERE id = \(found.key.id)")
            }
        }
        return found.owner
    }
}
