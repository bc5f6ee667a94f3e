import House
import Kernel
import Storage
import Timekeeping
import Web

/// Where people are logged in: the pages' sessions by a random cookie, stored hashed, and the API's by their refresh tokens. Nothing
/// of them is kept in memory, so what is ended here is gone with the next request, on every node.
enum Sessions {
    /// How exact the time of last use is: a busy session writes once in it.
    static let precision = Span.minutes(1)

    static func open(for user: UserID, _ visit: Visit, _ rules: HouseRules, in db: Transaction) throws -> Secret {
        let secret = Secret()
        try insert(
            db.newID(), user, secret.hash, form: Secret().text, visit, until: db.now + rules.sessionMost, in: db)
        return secret
    }

    static func openForAPI(for user: UserID, _ visit: Visit, _ rules: HouseRules, in db: Transaction) throws -> LoginID
    {
        let id: LoginID = db.newID()
        try insert(
            id, user, nil, form: nil, visit, until: RefreshTokens.end(of: db.now, rules, at: db.now), in: db)
        return id
    }

    private static func insert(
        _ id: LoginID, _ user: UserID, _ hash: String?, form: String?, _ visit: Visit, until end: Instant,
        in db: Transaction
    ) throws {
        try db.execute(
            """
            INSERT INTO sessions (id, user_id, token_hash, form_token, address, agent, created_at, used_at, expires_at)
            VALUES (\(id), \(user), \(hash), \(form), \(visit.address), \(visit.agent), \(db.now), \(db.now), \(end))
            """)
    }

    /// Ends the session of a page's cookie. Returns whose it was.
    static func close(_ token: String, in db: Transaction) throws -> UserID? {
        let row = try db.first("SELECT id, user_id FROM sessions WHERE token_hash = \(Secret.hash(token))")
        guard let row else { return nil }
        try end(try row[0] as LoginID, in: db)
        return try row[1]
    }

    static func end(_ id: LoginID, in db: Transaction) throws {
        try db.execute("DELETE FROM sessions WHERE id = \(id)")
    }

    /// Ends all sessions of `user` but `kept`. Returns how many.
    @discardableResult
    static func endAll(of user: UserID, but kept: Int64? = nil, in db: Transaction) throws -> Int {
        try db.execute("DELETE FROM sessions WHERE user_id = \(user) AND id <> \(kept ?? 0)")
    }

    /// A page's session ends when nobody has used it for a while; a program's with its refresh token.
    private static func isAwake(_ rules: HouseRules, at now: Instant) -> SQL {
        "(s.token_hash IS NULL OR s.used_at > \(now - rules.sessionIdle))"
    }

    static func list(of user: UserID, _ rules: HouseRules, in db: Snapshot) throws -> [LoginSession] {
        try db.rows(
            """
            SELECT * FROM sessions s WHERE user_id = \(user) AND expires_at > \(db.now) AND \(isAwake(rules, at: db.now))
            ORDER BY used_at DESC, id DESC LIMIT 200
            """
        ).map(LoginSession.init)
    }

    /// Who asks, and whether the session's last use is to be noted.
    struct Found: Sendable {
        let visitor: SignedIn
        let isStale: Bool
    }

    private static let columns: SQL = """
        SELECT u.id AS user_id, u.name, u.role, s.form_token, s.id AS session_id, s.used_at, f.confirmed_at
        FROM sessions s JOIN users u ON u.id = s.user_id LEFT JOIN second_factors f ON f.user_id = u.id
        """

    static func find(cookie token: String, _ rules: HouseRules, in db: Snapshot) throws -> Found? {
        try db.first(
            """
            \(columns) WHERE s.token_hash = \(Secret.hash(token)) AND s.expires_at > \(db.now) AND u.deactivated_at IS NULL
                AND \(isAwake(rules, at: db.now))
            """
        ).map { try found($0, rules, at: db.now) }
    }

    static func find(_ id: LoginID, of user: UserID, _ rules: HouseRules, in db: Snapshot) throws -> Found? {
        try db.first(
            """
            \(columns) WHERE s.id = \(id) AND s.user_id = \(user) AND s.expires_at > \(db.now) AND u.deactivated_at IS NULL
            """
        ).map { try found($0, rules, at: db.now) }
    }

    private static func found(_ row: Row, _ rules: HouseRules, at now: Instant) throws -> Found {
        let (user, role): (UserID, PlatformRole) = (try row["user_id"], try row["role"])
        let (session, usedAt): (LoginID, Instant) = (try row["session_id"], try row["used_at"])
        let hasFactor = try row["confirmed_at"] as Instant? != nil
        let isLacking = rules.adminsNeedSecondFactor && !hasFactor
        let visitor = SignedIn(
            id: user.rawValue, name: try row["name"], isAdmin: role == .admin && !isLacking,
            formToken: try row["form_token"], session: session.rawValue, hasSecondFactor: hasFactor,
            isAdminOnceFactored: role == .admin && isLacking)
        return Found(visitor: visitor, isStale: now - usedAt > precision)
    }

    static func note(_ session: Int64?, _ address: String, in db: Transaction) throws {
        try db.execute(
            "UPDATE sessions SET used_at = \(db.now), address = \(address) WHERE id = \(session ?? 0)")
    }
}
