import House
import Kernel
import Storage
import Web
import Words

/// What somebody gives to get an account.
package struct Registration: Sendable {
    package let username: String
    package let name: String
    package let email: String
    package let password: String
    /// The language of the page or request that it came by; mails are written in it until another is chosen.
    package let language: Language?

    package init(username: String, name: String, email: String, password: String, language: Language? = nil) {
        self.language = language
        self.username = username.lowercased()
        self.name = name
        self.email = Contact.normalised(email: email) ?? email
        self.password = password
    }

    /// - Parameter fields: of `schema`.
    package init(_ fields: Fields, _ language: Language) {
        self.init(
            username: fields.text("username") ?? "", name: fields.text("name") ?? "", email: fields.text("email") ?? "",
            password: fields.text("password") ?? "", language: language)
    }

    package static let schema = Schema(
        "Registration",
        [
            Field("username", .formatted(.username), "Letters, digits, dots, dashes; for logging in.", sample: "maria"),
            Field("name", .text(1...120), sample: "Maria Ortiz"),
            Field("email", .formatted(.email), sample: "maria@example.org"),
            Field("password", .formatted(.password), "12 to 128 characters.", sample: "tortoise-lamp-4-violins"),
        ])
}

extension Format {
    static let username = Format("username", maxLength: 40, pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{2,39}$") { text in
        (3...40).contains(text.utf8.count) && text.first.map { $0.isLetter || $0.isNumber } == true
            && text.utf8.allSatisfy {
                ($0 | 0x20).isLowerLetter || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x5F].contains($0)
            }
    }
    /// Any text; its strength is judged where the names beside it are known.
    package static let password = Format("password", maxLength: 128, raw: true) {
        !$0.isEmpty && $0.unicodeScalars.count <= 128
    }
}

extension UInt8 {
    fileprivate var isLowerLetter: Bool { (0x61...0x7A).contains(self) }
}

extension IdentitySlice {
    /// Makes an account (A1). Throws 422 for a weak password, a taken username or e-mail address.
    package func register(_ new: Registration, role: PlatformRole = .user, by origin: Origin) async throws -> User {
        if let fault = Password.fault(new.password, username: new.username, email: new.email) {
            throw Problem.field("password", fault, ["max": "128"])
        }
        let hash = try await passwords.hash(new.password)
        return try await house.store.write { db in
            // The installation's own word for an address needs no proof by mail.
            try add(new, hash, role, isVerified: origin.actor == .system, by: origin, in: db)
        }
    }

    /// Makes an account without a password, for somebody whom another provider knows (A6). Throws 422 for a taken username or address.
    package func register(
        _ new: Registration, isVerified: Bool, through provider: String, by origin: Origin, in db: Transaction
    ) throws -> User {
        try add(new, passwords.none, .user, isVerified: isVerified, through: provider, by: origin, in: db)
    }

    private func add(
        _ new: Registration, _ hash: String, _ role: PlatformRole, isVerified: Bool, through provider: String? = nil,
        by origin: Origin, in db: Transaction
    ) throws -> User {
        let id = db.newID(UserID.self)
        for (column, value) in [("username", new.username), ("email", new.email)] {
            let taken =
                column == "email"
                ? try db.exists("SELECT 1 FROM users WHERE email = \(value)")
                : try db.exists("SELECT 1 FROM users WHERE username = \(value)")
            if taken { throw Problem.field(column, "taken") }
        }
        let verifiedAt = isVerified ? db.now : nil
        let added = try db.execute(
            """
            INSERT INTO users (id, username, email, name, password, role, created_at, updated_at, email_verified_at, language)
            VALUES (\(id), \(new.username), \(new.email), \(new.name), \(hash), \(role), \(db.now), \(db.now), \(verifiedAt),
                \(new.language?.code))
            ON CONFLICT DO NOTHING
            """)
        guard added == 1, let user = try db.user(id) else { throw Problem.field("username", "taken") }
        let actor =
            origin.actor == .guest ? Origin(actor: .user(id), address: origin.address, agent: origin.agent) : origin
        try events.emit(
            "user.registered", business: 0, subject: id.description, by: actor,
            details: JSON.object([.init("role", .string(role.rawValue))]).adding(
                provider.map { [.init("through", .string($0))] } ?? []), in: db)
        return user
    }
}
