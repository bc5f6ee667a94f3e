import Catalogue
import Identity
import Kernel
import Storage

extension Snapshot {
    /// Everybody who works in a business, owners first, then by name.
    package func members(_ business: BusinessID) throws -> [Member] {
        var limits: [UserID: Set<ResourceID>] = [:]
        for row in try rows("SELECT user_id, resource_id FROM member_resources WHERE business_id = \(business)") {
            limits[try row[0], default: []].insert(try row[1])
        }
        return try rows(
            """
            SELECT m.user_id, m.role, m.created_at, u.name, u.email FROM members m JOIN users u ON u.id = m.user_id
            WHERE m.business_id = \(business)
            ORDER BY CASE m.role WHEN 'owner' THEN 0 WHEN 'manager' THEN 1 WHEN 'staff' THEN 2 ELSE 3 END,
                LOWER(u.name), m.user_id
            """
        ).map { row in
            let user: UserID = try row["user_id"]
            return Member(
                user: user, name: try row["name"], email: try row["email"], role: try row["role"],
                resources: limits[user] ?? [], since: try row["created_at"])
        }
    }

    func member(_ business: BusinessID, _ user: UserID) throws -> Member? {
        try members(business).first { $0.user == user }
    }

    /// Whether somebody other than `user` owns the business and can log in.
    func hasOwner(_ business: BusinessID, besides user: UserID) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM members m JOIN users u ON u.id = m.user_id
            WHERE m.business_id = \(business) AND m.role = 'owner' AND m.user_id <> \(user) AND u.deactivated_at IS NULL
            """)
    }
}

extension Transaction {
    func insertMember(_ business: BusinessID, _ user: UserID, _ role: MemberRole) throws {
        try execute(
            "INSERT INTO members (business_id, user_id, role, created_at) VALUES (\(business), \(user), \(role), \(now))"
        )
    }

    func setRole(_ business: BusinessID, _ user: UserID, _ role: MemberRole) throws {
        try execute("UPDATE members SET role = \(role) WHERE business_id = \(business) AND user_id = \(user)")
    }

    func setResources(_ business: BusinessID, _ user: UserID, _ resources: Set<ResourceID>) throws {
        try execute("DELETE FROM member_resources WHERE business_id = \(business) AND user_id = \(user)")
        for resource in resources.sorted() {
            try execute(
                """
                INSERT INTO member_resources (business_id, user_id, resource_id)
                VALUES (\(business), \(user), \(resource))
                """)
        }
    }

    func deleteMember(_ business: BusinessID, _ user: UserID) throws {
        try execute("DELETE FROM member_resources WHERE business_id = \(business) AND user_id = \(user)")
        try execute("DELETE FROM members WHERE business_id = \(business) AND user_id = \(user)")
    }
}
