import Identity
import Kernel
import OpenID
import Storage
import Web

struct OutsideIdentityID: EntityID, ColumnValue {
    static let prefix = "oid"
    let rawValue: Int64
    init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A person at a provider, linked to an account.
struct OutsideIdentity: Sendable {
    let id: OutsideIdentityID
    let user: UserID
    let provider: String
    /// What the person knows it by: the address or name there when it was linked.
    let label: String
    let createdAt: Instant
    let usedAt: Instant

    init(_ row: Row) throws {
        id = try row["id"]
        user = try row["user_id"]
        provider = try row["provider"]
        label = try row["label"]
        createdAt = try row["created_at"]
        usedAt = try row["used_at"]
    }
}

extension Snapshot {
    func outsideIdentity(_ issuer: String, _ subject: String) throws -> OutsideIdentity? {
        try first("SELECT * FROM outside_identities WHERE issuer = \(issuer) AND subject = \(subject)")
            .map(OutsideIdentity.init)
    }

    func outsideIdentities(of user: UserID) throws -> [OutsideIdentity] {
        try rows("SELECT * FROM outside_identities WHERE user_id = \(user) ORDER BY created_at, id LIMIT 100")
            .map(OutsideIdentity.init)
    }
}

extension Transaction {
    /// Links a person at a provider to `user`. False when they are linked to some account already.
    func link(_ person: OutsidePerson, at provider: String, to user: UserID) throws -> Bool {
        try execute(
            """
            INSERT INTO outside_identities (id, user_id, provider, issuer, subject, label, created_at, used_at)
            VALUES (\(newID(OutsideIdentityID.self)), \(user), \(provider), \(person.issuer), \(person.subject),
                \(person.label), \(now), \(now))
            ON CONFLICT (issuer, subject) DO NOTHING
            """) == 1
    }
}

extension OutsidePerson {
    /// As long as a name that is typed here may be.
    private static let scalarsMost = 120

    /// What they are called there, if it is a name that they could have typed here.
    var displayName: String? { name.flatMap(Self.plain) }

    /// The issuer's own name is the operator's word, so one is always fit.
    var label: String { [email, name, subject].lazy.compactMap { $0.flatMap(Self.plain) }.first ?? issuer }

    private static func plain(_ text: String) -> String? {
        guard let text = text.cleaned(lines: false) else { return nil }
        let short = String(text.unicodeScalars.prefix(scalarsMost)).trimmed
        return short.isEmpty ? nil : short
    }
}
