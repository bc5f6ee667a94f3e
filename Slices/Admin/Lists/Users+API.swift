import House
import Identity
import Kernel
import Storage
import Web

extension AdminSlice {
    static let usersQuery = [
        Field("q", .text(1...100), optional: true, "Part of a name, username or e-mail address.", sample: "ortiz"),
        Field("role", .choice(PlatformRole.allCases.map(\.rawValue)), optional: true, sample: "user"),
        Field("active", .boolean, optional: true, sample: true),
    ]
    static let userID = Field("id", .formatted(.id(UserID.self)), sample: "usr_1")

    private static let user = Schema(
        "PlatformUser",
        [
            Field("id", .formatted(.id(UserID.self)), sample: .string(UserID(rawValue: 1).description)),
            Field("username", .text(3...40), sample: "maria"), Field("name", .text(1...120), sample: "Maria Ortiz"),
            Field("email", .formatted(.email), sample: "maria@example.org"),
            Field("role", .choice(PlatformRole.allCases.map(\.rawValue)), sample: "user"),
            Field("is_active", .boolean, sample: true),
            Field("created_at", .formatted(.instant), sample: "2026-11-21T09:00:00Z"),
        ])

    private static func json(_ user: User) -> JSON {
        [
            "id": .string(user.id.description), "username": .string(user.username), "name": .string(user.name),
            "email": .string(user.email), "role": .string(user.role.rawValue), "is_active": .bool(user.isActive),
            "created_at": .string(user.createdAt.rfc3339),
        ]
    }

    var userEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/admin/users", "Everybody with an account, the latest first", capabilities: ["L4", "A7"],
                access: .admin, query: Self.usersQuery + Schema.paging, answer: .page(of: Self.user)
            ) { visit in
                let found = try await users(visit)
                return .json(
                    ["items": .list(found.items, Self.json), "next_cursor": .text(found.next)])
            },
            step(
                "role", "Make somebody an admin of the platform, or a user",
                Schema(
                    "PlatformRoleChange",
                    [
                        Field("role", .choice(PlatformRole.allCases.map(\.rawValue)), sample: "user")
                    ])
            ) { id, visit, db in
                let role = visit.body.text("role").flatMap(PlatformRole.init) ?? .user
                return try identity.setPlatformRole(id, role, by: Origin(visit), in: db)
            },
            step("deactivate", "Take an account out of use", nil) { id, visit, db in
                try identity.setActive(id, false, by: Origin(visit), in: db)
            },
            step("activate", "Bring an account back", nil) { id, visit, db in
                try identity.setActive(id, true, by: Origin(visit), in: db)
            },
        ]
    }

    private func step(
        _ name: String, _ summary: String, _ body: Schema?,
        _ verb: @escaping @Sendable (UserID, Visit, Transaction) throws -> User
    ) -> Endpoint {
        .write(
            .put, "/admin/users/{id}/\(name)", summary, capabilities: ["L4", "A7"], access: .admin, body: body,
            answer: Self.user, problems: ["last_admin"]
        ) { visit in
            let id = try visit.id("id", UserID.self)
            return try await house.store.once(visit) { db in .json(Self.json(try verb(id, visit, db))) }
        }
    }

    func users(_ visit: Visit) async throws -> Batch<User> {
        let cursor = try visit.cursor(UserID.self)
        let (text, role) = (visit.query.text("q"), visit.query.text("role").flatMap(PlatformRole.init))
        let (isActive, limit) = (visit.query.bool("active"), visit.query.integer("limit") ?? Batch<User>.usual)
        return try await house.store.read { db in
            Batch(
                try db.users(text, role, isActive: isActive, after: cursor, limit: limit + 1), limit,
                by: \.id.description)
        }
    }
}

/// One page of a list, and where the next begins.
struct Batch<Item: Sendable>: Sendable {
    /// Items of a page for admins, unless they ask otherwise.
    static var usual: Int { 50 }
    let items: [Item]
    let next: String?

    /// - Parameter found: one more than `limit`, where there is one.
    init(_ found: [Item], _ limit: Int, by name: (Item) -> String) {
        items = Array(found.prefix(limit))
        next = found.count > limit ? items.last.map(name) : nil
    }
}

extension Visit {
    /// The last item of the page before. Throws 422 for what is none.
    func cursor<T: EntityID>(_ type: T.Type) throws(Problem) -> T? {
        guard let text = query.text("cursor") else { return nil }
        guard let id = T(text) else { throw .field("cursor", "not_cursor") }
        return id
    }
}
