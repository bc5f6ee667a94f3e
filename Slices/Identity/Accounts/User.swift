import House
import Kernel
import Storage
import Web
import Words

package struct UserID: EntityID, ColumnValue {
    package static let prefix = "usr"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Role on the platform, apart from what somebody is inside a business.
package enum PlatformRole: String, Sendable, ColumnValue, CaseIterable { case user, admin }

/// A person who can log in.
package struct User: Sendable, Equatable {
    package let id: UserID
    package let username: String
    package let email: String
    package let name: String
    package let role: PlatformRole
    package let createdAt: Instant
    /// When somebody proved that mail to the address reaches them.
    package let emailVerifiedAt: Instant?
    /// The language of mails to them; nil before they chose one.
    package let language: Language?
    package let zone: String?
    /// Whether they want mails about bookings of the businesses that they own, and about log-ins from new devices.
    package let wantsBookingMails: Bool
    package let wantsLoginMails: Bool
    /// Whether they can log in by a password; somebody whom another provider brought may have none.
    package let hasPassword: Bool
    let deactivatedAt: Instant?

    init(_ row: Row) throws {
        id = try row["id"]
        username = try row["username"]
        email = try row["email"]
        name = try row["name"]
        role = try row["role"]
        createdAt = try row["created_at"]
        emailVerifiedAt = try row["email_verified_at"]
        language = (try row["language"] as String?).flatMap(Language.init(rawValue:))
        zone = try row["zone"]
        wantsBookingMails = try row["booking_mails"]
        wantsLoginMails = try row["login_mails"]
        hasPassword = !PasswordHasher.isNone(try row["password"])
        deactivatedAt = try row["deactivated_at"]
    }

    static let schema = Schema(
        "User",
        [
            Field("id", .formatted(.id(UserID.self)), sample: .string(UserID(rawValue: 1).description)),
            Field("username", .text(3...40), sample: "maria"),
            Field("name", .text(1...120), sample: "Maria Ortiz"),
            Field("email", .formatted(.email), sample: "maria@example.org"),
            Field("role", .choice(PlatformRole.allCases.map(\.rawValue)), sample: "user"),
            Field("created_at", .formatted(.instant), sample: "2026-11-21T09:00:00Z"),
            Field("email_verified", .boolean, "Whether mail to the address is known to reach them.", sample: true),
            Field("language", .choice(Language.spoken.map(\.code)), nullable: true, sample: "en"),
            Field("zone", .formatted(.zone), nullable: true, "IANA time zone.", sample: "Europe/Madrid"),
            Field("booking_mails", .boolean, "Mails about bookings of businesses that they own.", sample: true),
            Field("login_mails", .boolean, "Mails about log-ins from new devices.", sample: true),
        ])

    var json: JSON {
        [
            "id": .string(id.description), "username": .string(username), "name": .string(name),
            "email": .string(email),
            "role": .string(role.rawValue), "created_at": .string(createdAt.rfc3339),
            "email_verified": .bool(emailVerifiedAt != nil), "language": .text(language?.code), "zone": .text(zone),
            "booking_mails": .bool(wantsBookingMails), "login_mails": .bool(wantsLoginMails),
        ]
    }
}

extension Snapshot {
    package func user(_ id: UserID) throws -> User? { try first("SELECT * FROM users WHERE id = \(id)").map(User.init) }

    /// By username or by e-mail, with the stored password.
    func login(_ name: String) throws -> (user: User, password: String)? {
        let name = name.trimmed.lowercased()
        guard let row = try first("SELECT * FROM users WHERE username = \(name) OR email = \(name)") else { return nil }
        return (try User(row), try row["password"])
    }
}

extension IdentitySlice {
    /// Whether anybody is an admin of the platform (A9).
    package func hasAdmin() async throws -> Bool {
        try await house.store.read { db in try db.exists("SELECT 1 FROM users WHERE role = \(PlatformRole.admin)") }
    }
}
