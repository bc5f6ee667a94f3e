import House
import Kernel
import Storage
import Web

extension IdentitySlice {
    /// Ends one session of the visitor's own. Throws 404 for any other.
    package func endSession(_ id: LoginID, _ visit: Visit) async throws {
        let user = UserID(rawValue: try visit.user().id)
        try await house.store.write { db in
            guard try db.execute("DELETE FROM sessions WHERE id = \(id) AND user_id = \(user)") == 1 else {
                throw Problem.notFound
            }
            try loggedOut(user, visit, in: db)
        }
    }

    /// Logs the visitor out everywhere, or everywhere else.
    package func endSessions(keepingCurrent: Bool, _ visit: Visit) async throws {
        let visitor = try visit.user()
        let user = UserID(rawValue: visitor.id)
        try await house.store.write { db in
            let count = try Sessions.endAll(of: user, but: keepingCurrent ? visitor.session : nil, in: db)
            try events.emit(
                "user.sessions_ended", business: 0, subject: user.description, by: Origin(visit),
                details: ["count": .number(count)], in: db)
        }
    }

    /// Where the visitor is logged in, the last used first.
    package func sessions(_ visit: Visit) async throws -> [LoginSession] {
        let user = UserID(rawValue: try visit.user().id)
        let rules = house.rules
        return try await house.store.read { db in try Sessions.list(of: user, rules, in: db) }
    }

    private static let keepCurrent = Field(
        "keep_current", .boolean, optional: true, "Whether the session that asks stays.", sample: true)

    var sessionEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/auth/sessions", "Where I am logged in", capabilities: ["A11"], access: .account,
                answer: Schema("LoginSession", LoginSession.schema.fields, list: true)
            ) { visit in
                let current = try visit.user().session
                return .json(.list(try await sessions(visit)) { $0.json(current: current) })
            },
            Endpoint(
                .delete, "/auth/sessions", "Log out everywhere", capabilities: ["A11"], access: .account,
                query: [Self.keepCurrent], success: 204, answer: nil,
                repeats: .not(because: .signIn)
            ) { visit in
                try await endSessions(keepingCurrent: visit.query.bool("keep_current") ?? false, visit)
                return .nothing
            },
            Endpoint(
                .delete, "/auth/sessions/{login_id}", "Log out there", capabilities: ["A11"], access: .account,
                success: 204, answer: nil,
                repeats: .not(because: .signIn)
            ) { visit in
                try await endSession(try visit.id("login_id"), visit)
                return .nothing
            },
        ]
    }
}
