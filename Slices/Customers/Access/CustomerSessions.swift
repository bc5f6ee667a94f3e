import House
import Identity
import Kernel
import Storage
import Web

package struct CustomerSessionID: EntityID, ColumnValue {
    package static let prefix = "cse"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Whoever has proved their e-mail address sees what was booked with it, for a while. It is no log-in: it opens no account.
extension CustomerSlice {
    package static let sessionLife = Span.hours(2)

    private enum Step: Sendable {
        case right(Secret)
        case wrong, over
    }

    /// Opens a session by a mailed code: of several who use one at once, one does. Throws 401 `code_wrong` or `code_over`.
    package func enterCode(_ token: String, _ typed: String) async throws -> Secret {
        let code = CustomerCode.read(typed)
        // A wrong code is counted, so nothing is thrown before the commit.
        let step: Step = try await house.store.write { db in
            guard let row = try db.tryCode(token) else { return .over }
            guard row.hash == CustomerCode.hash(code, row.id) else { return .wrong }
            guard try db.spendCode(row.id) else { return .over }
            return .right(try open(row.email, in: db))
        }
        switch step {
        case .right(let secret): return secret
        case .wrong: throw Problem(401, "code_wrong")
        case .over: throw Problem(401, "code_over")
        }
    }

    private func open(_ email: String, in db: Transaction) throws -> Secret {
        let (secret, id) = (Secret(), db.newID(CustomerSessionID.self))
        try db.execute(
            """
            INSERT INTO customer_sessions (id, token_hash, email, created_at, expires_at)
            VALUES (\(id), \(secret.hash), \(email), \(db.now), \(db.now + Self.sessionLife))
            """)
        try note("customer.signed_in", id, in: db)
        return secret
    }

    /// Ends the visit's session; without one nothing happens.
    package func leave(_ visit: Visit, in db: Transaction) throws {
        guard let token = token(of: visit) else { return }
        let row = try db.first("DELETE FROM customer_sessions WHERE token_hash = \(Secret.hash(token)) RETURNING id")
        if let row { try note("customer.signed_out", try row[0], in: db) }
    }

    /// Not from where: nothing ties a session that has ended to the client, so an erasure would not find it.
    private func note(_ action: String, _ id: CustomerSessionID, in db: Transaction) throws {
        try identity.events.emit(
            action, business: 0, subject: id.description, by: Origin(actor: .customer), in: db)
    }

    /// The e-mail address that the visitor has proved to be theirs: by a code, or by the account in which they are logged in. No API key
    /// stands for its owner here.
    package func email(of visit: Visit, in db: Snapshot) throws -> String? {
        if let token = token(of: visit) {
            let email: String? = try db.value(
                """
                SELECT email FROM customer_sessions WHERE token_hash = \(Secret.hash(token)) AND expires_at > \(db.now)
                """)
            if let email { return email }
        }
        guard let user = visit.visitor.signedIn, user.scopes == nil, user.session != nil,
            let found = try db.user(UserID(rawValue: user.id)), found.emailVerifiedAt != nil
        else { return nil }
        return found.email
    }

    /// Of a page its cookie, of the API its bearer token.
    private func token(of visit: Visit) -> String? {
        let bearer = "Bearer \(IdentitySlice.customerPrefix)"
        if let header = visit.incoming.header("authorization") {
            return header.lowercased().hasPrefix(bearer.lowercased()) ? String(header.dropFirst(bearer.count)) : nil
        }
        guard !visit.incoming.path.hasPrefix("/api/") else { return nil }
        return visit.incoming.cookie(house.cookie.customer)
    }
}
