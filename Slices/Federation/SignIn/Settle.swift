import House
import Identity
import Kernel
import OpenID
import Storage
import Web
import Words

extension FederationSlice {
    enum Outcome: Sendable {
        case entered(Entry)
        case offered(Secret)
        case refused(Refusal)
    }

    /// Somebody else has just linked the same person, or taken the name: what was read no longer holds.
    private struct Overtaken: Error {}

    /// Load, decide, save, emit: once more when another one was faster.
    func settle(_ person: OutsidePerson, _ provider: String, _ attempt: SignInAttempt, _ visit: Visit) async throws
        -> Outcome
    {
        for _ in 0..<3 {
            do {
                return try await house.store.write { db in
                    try settle(person, provider, attempt, visit, in: db)
                }
            } catch is Overtaken { continue }
        }
        throw Problem(503, "unavailable", retryAfter: 5)
    }

    private func settle(
        _ person: OutsidePerson, _ provider: String, _ attempt: SignInAttempt, _ visit: Visit, in db: Transaction
    ) throws -> Outcome {
        let visitor = try attempt.user.flatMap { try db.user($0) }.map(Arrival.Account.init)
        let sameEmail = try person.address.flatMap { try db.user(email: $0) }.map(Arrival.Account.init)
        // Read last: an account that this person has just been given elsewhere is theirs, not somebody's with their address.
        let linked = try db.outsideIdentity(person.issuer, person.subject)?.user
        switch Arrival.decide(person, linked: linked, visitor: visitor, sameEmail: sameEmail) {
        case .enter(let id): return .entered(try enter(id, person, provider, visit, in: db))
        case .confirm(let id):
            return .offered(try SignInOffer.make(person, provider, for: id, next: attempt.next, in: db))
        case .open: return .entered(try open(person, provider, visit, in: db))
        case .refuse(let refusal): return .refused(refusal)
        }
    }

    private func enter(
        _ id: UserID, _ person: OutsidePerson, _ provider: String, _ visit: Visit, in db: Transaction
    ) throws -> Entry {
        guard let user = try db.user(id) else { throw Overtaken() }
        let entry = try identity.enter(user, visit, in: db)
        // The account is held from here on; until then somebody may have taken the link away.
        let used = try db.execute(
            """
            UPDATE outside_identities SET used_at = \(db.now)
            WHERE issuer = \(person.issuer) AND subject = \(person.subject) AND user_id = \(id)
            """)
        guard used == 1 else { throw Overtaken() }
        try emit("user.outside_sign_in", id, provider, visit, in: db)
        return entry
    }

    private func open(_ person: OutsidePerson, _ provider: String, _ visit: Visit, in db: Transaction) throws -> Entry {
        guard let email = person.address else { throw Overtaken() }
        let username = try free(Username.make(person.name, email), in: db)
        let new = Registration(
            username: username, name: person.displayName ?? username, email: email, password: "",
            language: visit.words.language)
        let user: User
        do {
            user = try identity.register(
                new, isVerified: person.isEmailVerified, through: provider, by: Origin(visit), in: db)
        } catch let problem as Problem where problem.status == 422 { throw Overtaken() }
        guard try db.link(person, at: provider, to: user.id) else { throw Overtaken() }
        return try enter(user.id, person, provider, visit, in: db)
    }

    private func free(_ name: String, in db: Snapshot) throws -> String {
        for number in 1...20 {
            let candidate = Username.candidate(name, number)
            if try !db.exists("SELECT 1 FROM users WHERE username = \(candidate)") { return candidate }
        }
        return Username.candidate(name, Int.random(in: 100_000...999_999))
    }

    func emit(_ action: String, _ user: UserID, _ provider: String, _ visit: Visit, in db: Transaction) throws {
        try identity.events.emit(
            action, business: 0, subject: user.description,
            by: Origin(actor: .user(user), address: visit.address, agent: visit.agent),
            details: ["provider": .string(provider)], in: db)
    }
}

extension Arrival.Account {
    init(_ user: User) {
        self.init(id: user.id, isVerified: user.emailVerifiedAt != nil, hasPassword: user.hasPassword)
    }
}
