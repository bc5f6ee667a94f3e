import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

/// Which roles of a business need a second factor (A5). Whoever has such a role and no second factor is led to setting one up, and can't use
/// the role before.
extension Snapshot {
    func rolesWithSecondFactor(_ business: BusinessID) throws -> Set<MemberRole> {
        Set(
            try rows("SELECT role FROM second_factor_rules WHERE business_id = \(business)").map {
                try $0[0] as MemberRole
            })
    }

    /// Whether any of the user's businesses asks for one.
    fileprivate func needsSecondFactor(_ user: UserID) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM members m JOIN second_factor_rules r ON r.business_id = m.business_id AND r.role = m.role
            WHERE m.user_id = \(user)
            """)
    }
}

extension MemberSlice {
    /// For Identity, which knows no members.
    package static let memberNeedsSecondFactor: @Sendable (UserID, Snapshot) throws -> Bool = { user, db in
        try db.needsSecondFactor(user)
    }

    /// Sets the roles. Throws 422 for one's own without a second factor of one's own: it would shut its maker out.
    func setSecondFactor(
        _ roles: Set<MemberRole>, _ member: Membership, _ visit: Visit, in db: Transaction
    ) throws {
        if roles.contains(member.role), try !visit.user().hasSecondFactor {
            throw Problem.field("second_factor_roles", "own_second_factor")
        }
        let business = member.business.id
        try db.execute("DELETE FROM second_factor_rules WHERE business_id = \(business)")
        let names = roles.map(\.rawValue).sorted()
        for name in names {
            try db.execute("INSERT INTO second_factor_rules (business_id, role) VALUES (\(business), \(name))")
        }
        try identity.events.emit(
            "business.second_factor_set", business: business.rawValue, subject: business.description,
            by: Origin(visit), details: ["roles": .list(names, JSON.string)], in: db)
    }
}
