import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

enum Ownership {
    static let schema = Schema(
        "OwnershipTransfer",
        [
            Member.idField,
            Field("password", .formatted(.password), "One's own, once more.", sample: "tortoise-lamp-4-violins"),
        ])
}

extension MemberSlice {
    /// Another member becomes owner, and who hands over a manager, confirmed by the password (A7). Throws 422 for a wrong one.
    func transferOwnership(of business: BusinessID, _ fields: Fields, _ visit: Visit) async throws -> Member {
        guard let user = fields.id("user_id", UserID.self) else { throw Problem.field("user_id", "not_found") }
        _ = try await house.store.read { db in
            try heir(user, try db.membership(visit.visitor, business, .membersManage), in: db)
        }
        let proof = try await identity.confirm(fields.text("password") ?? "", as: "password", visit)
        return try await house.store.write { db in
            try proof.hold(in: db)
            let actor = try db.lockedMembership(visit.visitor, business, .membersManage)
            let heir = try heir(user, actor, in: db)
            try db.setRole(business, user, .owner)
            try db.setResources(business, user, [])
            // An admin who hands a business over has no place in it to give up.
            if try db.member(business, actor.user) != nil { try db.setRole(business, actor.user, .manager) }
            try db.withdrawInvitations(business, by: actor.user)
            try identity.events.emit(
                "business.ownership_transferred", business: business.rawValue, subject: user.description,
                by: Origin(visit),
                details: ["from": .string(actor.user.description), "role_before": .string(heir.role.rawValue)], in: db)
            guard let owner = try db.member(business, user) else { throw Problem.notFound }
            return owner
        }
    }

    private func heir(_ user: UserID, _ actor: Membership, in db: Snapshot) throws -> Member {
        guard let heir = try heirs(actor, in: db).first(where: { $0.user == user }) else {
            throw Problem.field("user_id", "not_found")
        }
        return heir
    }

    /// To whom the business can be handed over. Not to who can't log in: nobody would own it.
    func heirs(_ actor: Membership, in db: Snapshot) throws -> [Member] {
        try db.members(actor.business.id).filter { member in
            guard member.user != actor.user, member.role != .owner else { return false }
            return try db.user(member.user)?.isActive ?? false
        }
    }
}
