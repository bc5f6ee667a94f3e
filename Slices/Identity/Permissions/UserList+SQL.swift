import Kernel
import Storage
import Web

extension Snapshot {
    package func user(email: String) throws -> User? {
        try first("SELECT * FROM users WHERE email = \(email)").map(User.init)
    }

    /// Users who are not erased, with `text` in their name, username or e-mail address, the latest first; the cursor is the last one's id.
    package func users(_ text: String?, _ role: PlatformRole?, isActive: Bool?, after: UserID?, limit: Int) throws
        -> [User]
    {
        var conditions: [SQL] = ["erased_at IS NULL"]
        if let text { conditions.append(SearchText(text).isIn(anyOf: ["name", "username", "email"])) }
        if let role { conditions.append("role = \(role)") }
        if let isActive {
            conditions.append(isActive ? "deactivated_at IS NULL" : "deactivated_at IS NOT NULL")
        }
        if let after { conditions.append("id < \(after)") }
        return try rows(
            "SELECT * FROM users WHERE \(SQL.joined(conditions, by: " AND ")) ORDER BY id DESC LIMIT \(limit)"
        ).map(User.init)
    }

    /// Whether an admin other than `user` can log in.
    func hasAdmin(besides user: UserID) throws -> Bool {
        try exists(
            "SELECT 1 FROM users WHERE role = \(PlatformRole.admin) AND id <> \(user) AND deactivated_at IS NULL")
    }
}

extension User {
    package var isActive: Bool { deactivatedAt == nil }
}
