import Kernel
import Storage
import Web

/// Browsers and addresses from which somebody has logged in before. They are not kept waiting by what strangers try on the account,
/// so nobody can lock its owner out, and a log-in from anywhere else is told by mail.
package struct KnownDevices: Sendable {
    static let memory = Span.days(180)

    /// How long a browser keeps its cookie.
    package static let cookieSeconds = Int(memory.milliseconds / 1_000)

    /// The browser's own cookie; nil where it has none yet.
    package private(set) var cookie: String?
    let address: String

    init(_ visit: Visit, cookieName: String) {
        cookie = visit.incoming.cookie(cookieName).flatMap { $0.utf8.count == 43 ? $0 : nil }
        address = visit.address
    }

    /// The same with a cookie, for a page that can give the browser one.
    package func withCookie() -> KnownDevices {
        var device = self
        device.cookie = cookie ?? Secret().text
        return device
    }

    /// What is stored of them: hashes, the browser's first.
    private var marks: [String] {
        [cookie.map { Secret.hash("device|\($0)") }, Secret.hash("address|\(Incoming.network(address))")].compactMap {
            $0
        }
    }

    /// The mark by which `user` knows this device; nil for a stranger's.
    func known(by user: UserID, in db: Snapshot) throws -> String? {
        try db.value(
            """
            SELECT mark FROM known_devices WHERE user_id = \(user) AND mark IN \(list: marks) AND used_at > \(db.now - Self.memory)
            ORDER BY CASE WHEN mark = \(marks[0]) THEN 0 ELSE 1 END LIMIT 1
            """)
    }

    /// Whether `user` has any.
    static func any(of user: UserID, in db: Snapshot) throws -> Bool {
        try db.exists("SELECT 1 FROM known_devices WHERE user_id = \(user) AND used_at > \(db.now - memory)")
    }

    func remember(for user: UserID, in db: Transaction) throws {
        for mark in marks.sorted() {
            try db.execute(
                """
                INSERT INTO known_devices (user_id, mark, used_at) VALUES (\(user), \(mark), \(db.now))
                ON CONFLICT (user_id, mark) DO UPDATE SET used_at = excluded.used_at
                """)
        }
    }

    static func forgetAll(of user: UserID, in db: Transaction) throws {
        try db.execute("DELETE FROM known_devices WHERE user_id = \(user)")
    }
}
