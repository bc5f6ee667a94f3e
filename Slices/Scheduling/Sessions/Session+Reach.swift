import Catalogue
import Kernel
import Storage
import Web

extension Snapshot {
    /// Throws 403 for a session without anybody or anything that the member looks after.
    package func requireOwn(_ session: Session, of member: Membership) throws {
        guard member.isLimited else { return }
        let taken = try resources(session.business, ofSessions: [session.id])[session.id] ?? []
        guard taken.contains(where: member.resources.contains) else { throw Problem.outsideReach }
    }
}
