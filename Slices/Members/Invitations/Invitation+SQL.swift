import Catalogue
import Identity
import Kernel
import Storage

extension Snapshot {
    /// The invitations of a business that are neither accepted nor withdrawn, the latest first. Expired ones are among them, so that they
    /// can be sent again.
    func invitations(_ business: BusinessID) throws -> [Invitation] {
        try rows("SELECT * FROM invitations WHERE business_id = \(business) AND \(Self.isOpen) ORDER BY id DESC")
            .map(Invitation.init)
    }

    func invitation(_ business: BusinessID, _ id: InvitationID) throws -> Invitation? {
        try first("SELECT * FROM invitations WHERE business_id = \(business) AND id = \(id) AND \(Self.isOpen)")
            .map(Invitation.init)
    }

    /// Of any business: for the mail about it.
    package func openInvitation(_ id: InvitationID) throws -> Invitation? {
        try first("SELECT * FROM invitations WHERE id = \(id) AND \(Self.isOpen)").map(Invitation.init)
    }

    /// The open invitation that a token belongs to, and its business. It holds while whoever sent it may invite: nobody who was put out
    /// by the platform leaves a door open behind them.
    func invitation(token: String) throws -> (Invitation, Business)? {
        let row = try first(
            """
            SELECT * FROM invitations WHERE token_hash = \(Secret.hash(token)) AND expires_at > \(now) AND \(Self.isOpen)
                AND EXISTS (SELECT 1 FROM users u LEFT JOIN members m
                    ON m.business_id = invitations.business_id AND m.user_id = u.id
                    WHERE u.id = invitations.invited_by AND u.deactivated_at IS NULL
                        AND (m.role = \(MemberRole.owner) OR u.role = \(PlatformRole.admin)))
            """)
        guard let invitation = try row.map(Invitation.init), let business = try business(invitation.business) else {
            return nil
        }
        return (invitation, business)
    }

    private static var isOpen: SQL { "accepted_at IS NULL AND withdrawn_at IS NULL" }
}

extension Transaction {
    func insert(
        _ id: InvitationID, _ business: BusinessID, _ email: String, _ role: MemberRole, _ resources: Set<ResourceID>,
        by user: UserID
    ) throws {
        let ids = resources.sorted().map(\.description).joined(separator: " ")
        try execute(
            """
            INSERT INTO invitations (business_id, id, email, role, resource_ids, invited_by, created_at, sent_at, expires_at)
            VALUES (\(business), \(id), \(email), \(role), \(ids), \(user), \(now), \(now), \(now + Invitation.lifetime))
            """)
    }

    /// The old token no longer holds; the new one is made with its mail.
    func renew(_ invitation: Invitation) throws {
        try execute(
            """
            UPDATE invitations SET token_hash = NULL, sent_at = \(now), expires_at = \(now + Invitation.lifetime)
            WHERE business_id = \(invitation.business) AND id = \(invitation.id)
            """)
    }

    func setToken(_ hash: String, of invitation: Invitation) throws {
        try execute(
            """
            UPDATE invitations SET token_hash = \(hash)
            WHERE business_id = \(invitation.business) AND id = \(invitation.id) AND accepted_at IS NULL
                AND withdrawn_at IS NULL
            """)
    }

    func withdraw(_ invitation: Invitation) throws {
        try execute(
            """
            UPDATE invitations SET withdrawn_at = \(now), token_hash = NULL
            WHERE business_id = \(invitation.business) AND id = \(invitation.id)
            """)
    }

    /// Whoever may no longer invite has not invited either: no back door stays open.
    func withdrawInvitations(_ business: BusinessID, by user: UserID) throws {
        try execute(
            """
            UPDATE invitations SET withdrawn_at = \(now), token_hash = NULL
            WHERE business_id = \(business) AND invited_by = \(user) AND accepted_at IS NULL AND withdrawn_at IS NULL
            """)
    }

    /// Forgets up to `limit` that nobody has accepted: whoever was asked need not have an account that is ever deleted. Housekeeping
    /// calls it. Returns how many.
    package func forgetInvitations(limit: Int) throws -> Int {
        try execute(
            """
            DELETE FROM invitations WHERE (business_id, id) IN (
                SELECT business_id, id FROM invitations WHERE expires_at < \(now - Invitation.memory) AND accepted_at IS NULL
                ORDER BY expires_at LIMIT \(limit))
            """)
    }

    /// Uses the token: of several who try at once, one does.
    func spend(_ invitation: Invitation, _ token: String, by user: UserID) throws -> Bool {
        try execute(
            """
            UPDATE invitations SET accepted_at = \(now), accepted_by = \(user), token_hash = NULL
            WHERE business_id = \(invitation.business) AND id = \(invitation.id) AND token_hash = \(Secret.hash(token))
                AND expires_at > \(now) AND accepted_at IS NULL AND withdrawn_at IS NULL
            """) == 1
    }
}
