import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

extension MemberSlice {
    /// Gives a member another role, other people and rooms, or both; what is not named stays. Throws 409 `last_owner`.
    func changeMember(
        _ actor: Membership, _ user: UserID, _ fields: Fields, by origin: Origin, in db: Transaction
    ) throws -> Member {
        let business = actor.business.id
        guard let old = try db.member(business, user) else { throw Problem.notFound }
        let role = fields.text("role").flatMap(MemberRole.init) ?? old.role
        let kept = role.canBeLimited ? old.resources : []
        let resources = try limits(fields, role, of: business, in: db) ?? kept
        if role != .owner, old.role == .owner { try requireOwner(business, besides: user, in: db) }
        try db.setRole(business, user, role)
        try db.setResources(business, user, resources)
        if role != .owner, old.role == .owner { try db.withdrawInvitations(business, by: user) }
        try identity.events.emit(
            "member.changed", business: business.rawValue, subject: user.description, by: origin,
            details: [
                "role": .string(role.rawValue), "role_before": .string(old.role.rawValue),
                "resource_ids": .list(resources.sorted()) { .string($0.description) },
            ], in: db)
        guard let changed = try db.member(business, user) else { throw Problem.notFound }
        return changed
    }

    /// Takes somebody out of the business. Throws 409 `last_owner`.
    func removeMember(_ actor: Membership, _ user: UserID, by origin: Origin, in db: Transaction) throws {
        let business = actor.business.id
        guard let member = try db.member(business, user) else { throw Problem.notFound }
        if member.role == .owner { try requireOwner(business, besides: user, in: db) }
        try db.deleteMember(business, user)
        try db.withdrawInvitations(business, by: user)
        try identity.events.emit(
            user == actor.user ? "member.left" : "member.removed", business: business.rawValue,
            subject: user.description, by: origin, details: ["role": .string(member.role.rawValue)], in: db)
    }

    /// Takes a user out of every business, as before their account is deleted. Throws 409 `last_owner`.
    package func leaveAll(_ user: UserID, by origin: Origin, in db: Transaction) throws {
        for membership in try db.memberships(of: user).sorted(by: { $0.business.id < $1.business.id }) {
            try db.lockBusiness(membership.business.id)
            try removeMember(membership, user, by: origin, in: db)
        }
    }

    private func requireOwner(_ business: BusinessID, besides user: UserID, in db: Snapshot) throws {
        guard try db.hasOwner(business, besides: user) else { throw Problem.lastOwner }
    }

    /// The people and rooms that `fields` name; nil when they name none at all. Throws 422.
    func limits(_ fields: Fields, _ role: MemberRole, of business: BusinessID, in db: Snapshot) throws
        -> Set<ResourceID>?
    {
        guard let ids = fields.ids("resource_ids", ResourceID.self) else { return nil }
        guard ids.isEmpty || role.canBeLimited else { throw Problem.field("resource_ids", "role_unlimited") }
        let known = Set(try db.resources(business).filter { $0.kind != .seats }.map(\.id))
        guard known.isSuperset(of: ids) else { throw Problem.field("resource_ids", "not_found") }
        return Set(ids)
    }
}
