import Kernel
import Storage
import Web

/// How fast passwords and codes can be tried: a few at once, then with a pause that doubles. Counted in the database, so that more
/// nodes are not more tries; and counted before the try, so that many at once are not more either.
struct Throttle: Sendable {
    /// How many failures cost nothing.
    let free: Int
    /// What the counter is of, hashed by `key` where it is a name.
    let key: String

    /// After this long without a try, a counter starts anew.
    static let memory = Span.hours(24)
    private static let longest = Span.minutes(15)

    /// A name that is typed to log in, whether somebody has it or not.
    static func name(_ name: String) -> Throttle {
        Throttle(free: 5, key: "name \(Secret.hash(name.trimmed.lowercased()))")
    }
    /// An address; of IPv6 the network, for one customer has all of it.
    static func address(_ address: String) -> Throttle {
        Throttle(free: 30, key: "address \(Incoming.network(address))")
    }
    /// A device that has logged in before: strangers don't make it wait.
    static func device(_ mark: String, of user: UserID) -> Throttle {
        Throttle(free: 10, key: "device \(user) \(mark)")
    }
    /// Codes of the second factor, by whoever knows the password.
    static func codes(_ user: UserID) -> Throttle { Throttle(free: 5, key: "codes \(user)") }
    /// The password asked for again of somebody who is logged in: by session, so that a thief of one can't make the owner wait; by
    /// account for a key, which has none.
    static func again(_ visitor: SignedIn) -> Throttle {
        Throttle(free: 5, key: visitor.session.map { "again \($0)" } ?? "again account \(visitor.id)")
    }
    /// Mails to one address that strangers can ask for.
    static func mails(_ address: String) -> Throttle { Throttle(free: 3, key: "mails \(Secret.hash(address))") }

    /// How long to wait after so many failures: nothing at first, then 1, 2, 4 … seconds, 15 minutes at most.
    func pause(after failures: Int) -> Span {
        let over = failures - free
        return over <= 0 ? .zero : min(.seconds(1 << min(over - 1, 20)), Self.longest)
    }

    /// Whether so many failures are worth a line in the record: as many as are free, and each time they have doubled since, so that
    /// trying all day fills no book.
    func isStep(_ failures: Int) -> Bool {
        let (times, rest) = failures.quotientAndRemainder(dividingBy: free)
        return times > 0 && rest == 0 && times & (times - 1) == 0
    }
}

extension Transaction {
    /// Counts a try, for the time being as a failure, and returns how many there are. Throws 429 while there is to wait.
    @discardableResult
    func attempt(_ throttle: Throttle) throws -> Int {
        try execute(
            """
            INSERT INTO attempts (key, failures, last_at, free_at) VALUES (\(throttle.key), 0, \(now), \(now))
            ON CONFLICT (key) DO NOTHING
            """)
        let lock = dialect.forUpdate
        let row = try first("SELECT failures, last_at, free_at FROM attempts WHERE key = \(throttle.key)\(lock)")
        guard let row else { return 0 }
        let (counted, lastAt, freeAt): (Int, Instant, Instant) = (try row[0], try row[1], try row[2])
        // While tries are free nobody waits: of two at once, the one that began first may come second.
        if counted > throttle.free, freeAt > now {
            let seconds = Int((freeAt - now).milliseconds + 999) / 1_000
            throw Problem(429, "too_many_attempts", ["seconds": "\(seconds)"], retryAfter: seconds)
        }
        let failures = (now - lastAt > Throttle.memory ? 0 : counted) + 1
        try execute(
            """
            UPDATE attempts SET failures = \(failures), last_at = \(now), free_at = \(now + throttle.pause(after: failures))
            WHERE key = \(throttle.key)
            """)
        return failures
    }

    /// A try that was right after all starts its counter anew.
    func forget(_ throttle: Throttle) throws { try execute("DELETE FROM attempts WHERE key = \(throttle.key)") }

    /// A right try is taken back from a counter that others share.
    func takeBack(_ throttle: Throttle) throws {
        try execute(
            """
            UPDATE attempts SET failures = failures - 1, free_at = \(now) WHERE key = \(throttle.key) AND failures > 0
            """)
    }
}

extension IdentitySlice {
    /// Counts a mail to an address that somebody has typed. Throws 429 while it has had enough of them, whoever has sent them.
    package func countMail(to address: String, in db: Transaction) throws {
        do { try db.attempt(.mails(address)) } catch let problem as Problem {
            throw problem.retryAfter.map(Problem.tooManyRequests) ?? problem
        }
    }

    /// Counts a mail that a stranger has asked for; false while its address has had enough of them.
    package func mayMail(_ address: String, in db: Transaction) throws -> Bool {
        do { try db.savepoint { try db.attempt(.mails(address)) } } catch is Problem { return false }
        return true
    }
}
