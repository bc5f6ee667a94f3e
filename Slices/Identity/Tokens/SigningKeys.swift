import Crypto
import Foundation
import Kernel
import Storage
import Synchronization

/// The secrets of this installation, made at the first start and kept in its database, so that there is nothing to configure.
/// Access tokens are signed with the newest of their keys and hold with any that is still there; `rotate` makes a new one.
package final class SigningKeys: Sendable {
    struct Ring: Sendable, Equatable {
        /// The keys of access tokens by their names; the newest one signs.
        var access: [String: SymmetricKey] = [:]
        var newest = ""
        /// The keys of links in mails, the newest last: that one signs, and links hold with any.
        var links: [SymmetricKey] = []
    }
    private let ring: Mutex<Ring>
    let lock: KeyLock
    let vault: Vault

    private init(_ ring: Ring, _ lock: KeyLock) {
        self.ring = Mutex(ring)
        self.lock = lock
        vault = Vault(lock: lock)
    }

    var current: Ring { ring.withLock { $0 } }

    /// Reads the keys, making what is missing, and locks those that are not locked as `lock` does now: nothing of how they stood before
    /// is left in the files.
    package static func load(_ store: any Store, _ lock: KeyLock = .none) async throws -> SigningKeys {
        let (ring, relocked) = try await store.write { db in
            // A first key that was replaced is not made again: it would be the newest.
            for name in ["access", "link", Vault.first]
            where try !db.exists("SELECT 1 FROM signing_keys WHERE name LIKE \("\(name).%")") {
                try make(name, lock, in: db)
            }
            let count = try relock(lock, in: db)
            return (try read(lock, in: db), count)
        }
        if relocked > 0 { try await sweep(store) }
        return SigningKeys(ring, lock)
    }

    /// Takes keys that were replaced or stood open off the disk as well.
    package static func sweep(_ store: any Store) async throws {
        try await store.purge(["signing_keys", "second_factors"])
    }

    /// Reads them again: another node, or the command, may have made new ones.
    package func refresh(_ store: any Store) async throws {
        let lock = lock
        let read = try await store.read { db in try Self.read(lock, in: db) }
        ring.withLock { $0 = read }
    }

    static func make(_ name: String, _ lock: KeyLock, in db: Transaction) throws {
        let fresh = try lock.locked(SymmetricKey(size: .bits256), name)
        try db.execute(
            "INSERT INTO signing_keys (name, value, created_at) VALUES (\(name), \(fresh), \(db.now)) ON CONFLICT (name) DO NOTHING"
        )
    }

    /// Returns how many were locked anew.
    private static func relock(_ lock: KeyLock, in db: Transaction) throws -> Int {
        var count = 0
        for row in try db.rows("SELECT name, value FROM signing_keys ORDER BY name\(db.dialect.forUpdate)") {
            let (name, value): (String, String) = (try row[0], try row[1])
            guard !lock.isCurrent(value, name) else { continue }
            let stored = try lock.locked(try lock.opened(value, name), name)
            count += try db.execute("UPDATE signing_keys SET value = \(stored) WHERE name = \(name)")
        }
        return count
    }

    private static func read(_ lock: KeyLock, in db: Snapshot) throws -> Ring {
        var ring = Ring()
        for row in try db.rows("SELECT name, value FROM signing_keys ORDER BY created_at, name") {
            let (name, value): (String, String) = (try row[0], try row[1])
            let key = try lock.opened(value, name)
            if name == "link" || name.hasPrefix("link.") { ring.links.append(key) }
            guard isAccess(name) else { continue }
            ring.access[name] = key
            ring.newest = name
        }
        return ring
    }

    private static func isAccess(_ name: String) -> Bool { name == "access" || name.hasPrefix("access.") }

    /// 32 characters that only this installation can make for `message`: signed links are `purpose|subject|…`.
    package func seal(_ message: String) -> String {
        // `load` sees to it that there is one.
        current.links.last.map { Self.seal(message, $0) } ?? Secret().text
    }

    /// Whether `seal` belongs to `message`, in a time that tells nothing.
    package func holds(_ seal: String, for message: String) -> Bool {
        current.links.reduce(false) { Secret.areEqual(Self.seal(message, $1), seal) || $0 }
    }

    /// The secrets that only this installation can make for `message`, and can make again: one of each key of links, the newest first.
    package func secrets(_ message: String) -> [Secret] {
        current.links.reversed().map { Secret(Data(Self.code(message, $0))) }
    }

    private static func seal(_ message: String, _ key: SymmetricKey) -> String {
        code(message, key).prefix(16).hexadecimal
    }

    private static func code(_ message: String, _ key: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Data(message.utf8), using: key))
    }
}
