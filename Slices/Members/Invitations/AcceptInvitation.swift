import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

extension MemberSlice {
    /// The visitor joins the business that invited them. Throws 410 for an invitation that is over, 403 for one to another address,
    /// 409 for a member.
    func accept(_ token: String, _ visit: Visit, in db: Transaction) throws -> (business: Business, role: MemberRole) {
        guard let id = visit.visitor.userID, let user = try db.user(id) else { throw Problem.signInNeeded }
        guard let (found, business) = try db.invitation(token: token) else { throw Problem.invitationOver }
        guard found.email == user.email else { throw Problem.otherAddress }
        try db.lockBusiness(business.id)
        guard try db.member(business.id, id) == nil else { throw Problem(409, "already_member") }
        guard try db.spend(found, token, by: id) else { throw Problem.invitationOver }
        // The token stood in a mail to the address and nowhere else, so its reader is who is logged in.
        try identity.proveEmail(of: id, by: Origin(visit), in: db)
        // What was archived since is no longer anybody's.
        let resources = found.resources.intersection(try db.resources(business.id).map(\.id))
        guard found.resources.isEmpty || !resources.isEmpty else { throw Problem.invitationOver }
        try db.insertMember(business.id, id, found.role)
        try db.setResources(business.id, id, resources)
        try identity.events.emit(
            "member.joined", business: business.id.rawValue, subject: id.description, by: Origin(visit),
            details: ["role": .string(found.role.rawValue), "invitation": .string(found.id.description)], in: db)
        return (business, found.role)
    }
}
