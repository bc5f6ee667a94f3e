import Identity
import Kernel
import Storage
import Web

/// A user's place in one business: looked up together, so that who has none gets the same 404 as for what does not exist (A10).
package struct Membership: Sendable {
    package let business: Business
    package let user: UserID
    package let role: MemberRole
    /// The permissions to which an API key is limited; nil is no limit.
    package var scopes: Set<String>?
    /// The people and rooms to which a manager or member of staff is limited; empty is no limit.
    package var resources: Set<ResourceID> = []

    package func may(_ permission: Permission) -> Bool {
        role.permissions.contains(permission) && scopes?.contains(permission.rawValue) ?? true
    }

    /// Throws 403, which names it, for a role or a key without this permission.
    package func require(_ permission: Permission) throws(Problem) {
        guard !may(permission) else { return }
        let code = role.permissions.contains(permission) ? "key_not_enough" : "forbidden"
        throw Problem(403, code, details: [.init("permission", .string(permission.rawValue))])
    }

    package var isLimited: Bool { !resources.isEmpty }

    /// Whether `resource` is the member's to look after; nil is the business as a whole.
    package func reaches(_ resource: ResourceID?) -> Bool {
        !isLimited || resource.map(resources.contains) ?? false
    }

    /// Throws 403 for what is not the member's to look after.
    package func require(_ resource: ResourceID?) throws(Problem) {
        guard reaches(resource) else { throw .outsideReach }
    }
}

/// How far a permission has to reach for what is asked.
package enum Reach: Sendable {
    /// The whole business: who is limited to some of its people and rooms is refused.
    case business
    /// What the member looks after. The caller shows and changes nothing else.
    case own
}

extension Problem {
    /// It concerns people or rooms that the member does not look after.
    package static let outsideReach = Problem(403, "outside_reach")
}

extension Snapshot {
    /// The visitor's membership of the business with this id, holding `permission`. Throws 404 for a stranger, 403 for a member
    /// whose role lacks the permission or who is limited to less than `reach`. An admin is an owner everywhere.
    package func membership(
        _ visitor: Visitor, _ id: BusinessID, _ permission: Permission, reach: Reach = .business
    ) throws -> Membership {
        try membership(visitor, try business(id), permission, reach)
    }

    /// The same by the slug that the desk's addresses carry.
    package func membership(
        _ visitor: Visitor, slug: String, _ permission: Permission, reach: Reach = .business
    ) throws -> Membership {
        try membership(visitor, try business(slug: slug), permission, reach)
    }

    private func membership(
        _ visitor: Visitor, _ business: Business?, _ permission: Permission, _ reach: Reach
    ) throws -> Membership {
        guard let signedIn = visitor.signedIn else { throw Problem.signInNeeded }
        let user = UserID(rawValue: signedIn.id)
        guard let business else { throw Problem.notFound }
        let row = try first(
            """
            SELECT m.role, r.role AS rule, (SELECT COUNT(*) FROM member_resources a
                WHERE a.business_id = m.business_id AND a.user_id = m.user_id) AS limits FROM members m
            LEFT JOIN second_factor_rules r ON r.business_id = m.business_id AND r.role = m.role
            WHERE m.business_id = \(business.id) AND m.user_id = \(user)
            """)
        guard let role = try row?["role"] ?? (signedIn.isAdmin ? MemberRole.owner : nil) else { throw Problem.notFound }
        let rule: String? = try row.flatMap { try $0["rule"] }
        guard rule == nil || signedIn.hasSecondFactor else {
            throw Problem(403, "second_factor_needed")
        }
        var member = Membership(business: business, user: user, role: role, scopes: signedIn.scopes)
        guard member.may(permission) else { throw Problem.forbidden }
        let limits: Int = try row.map { try $0["limits"] } ?? 0
        if limits > 0, role.canBeLimited { member.resources = try resources(of: user, in: business.id) }
        guard reach == .own || !member.isLimited else { throw Problem.outsideReach }
        return member
    }

    /// An admin may act for a business without being one.
    package func isMember(_ user: UserID, of business: BusinessID) throws -> Bool {
        try exists("SELECT 1 FROM members WHERE business_id = \(business) AND user_id = \(user)")
    }

    /// Every business that the user is a member of, by name.
    package func memberships(of user: UserID) throws -> [Membership] {
        try rows(
            """
            SELECT b.*, m.role FROM members m JOIN businesses b ON b.id = m.business_id
            WHERE m.user_id = \(user) AND b.archived_at IS NULL ORDER BY b.name, b.id LIMIT 200
            """
        ).map { Membership(business: try Business($0), user: user, role: try $0["role"]) }
    }

    /// The people and rooms to which a member is limited.
    func resources(of user: UserID, in business: BusinessID) throws -> Set<ResourceID> {
        Set(
            try rows("SELECT resource_id FROM member_resources WHERE business_id = \(business) AND user_id = \(user)")
                .map { try $0[0] as ResourceID })
    }

    /// E-mail addresses of the owners, for mails to the business when it has no address of its own.
    package func owners(of business: BusinessID) throws -> [String] {
        try rows(
            """
            SELECT u.email FROM members m JOIN users u ON u.id = m.user_id
            WHERE m.business_id = \(business) AND m.role = 'owner' AND u.booking_mails = 1 AND u.deactivated_at IS NULL
            ORDER BY m.created_at LIMIT 5
            """
        ).map { try $0[0] }
    }

    /// The owners who can log in, whatever mails about bookings they want: for what only they can do.
    package func ownersInOffice(of business: BusinessID) throws -> [UserID] {
        try rows(
            """
            SELECT u.id FROM members m JOIN users u ON u.id = m.user_id
            WHERE m.business_id = \(business) AND m.role = 'owner' AND u.deactivated_at IS NULL
            ORDER BY m.created_at LIMIT 20
            """
        ).map { try $0[0] }
    }

    /// The business that a request without an id means: the visitor's only one.
    package func onlyBusiness(of visitor: Visitor) throws -> BusinessID {
        guard let user = visitor.userID else { throw Problem.signInNeeded }
        let all = try memberships(of: user)
        guard let first = all.first else { throw Problem.notFound }
        guard all.count == 1 else { throw Problem.field("business_id", "required") }
        return first.business.id
    }
}

extension Transaction {
    /// One at a time changes a business or who works there: what is asked after this holds until the commit.
    package func lockBusiness(_ business: BusinessID) throws {
        _ = try first("SELECT id FROM businesses WHERE id = \(business)\(dialect.forUpdate)")
    }

    /// The visitor's membership once nobody else changes the business or who works there: somebody may have taken it away a moment ago.
    package func lockedMembership(
        _ visitor: Visitor, _ business: BusinessID, _ permission: Permission, reach: Reach = .own
    ) throws -> Membership {
        _ = try membership(visitor, business, permission, reach: reach)
        try lockBusiness(business)
        return try membership(visitor, business, permission, reach: reach)
    }
}
