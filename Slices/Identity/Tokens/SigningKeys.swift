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
        /// Signs links in mails.
        var link = SymmetricKey(size: .bits256)
    }
    private let ring: Mutex<Ring>

    private init(_ ring: Ring) { self.ring = Mutex(ring) }

    var current: Ring { ring.withLock { $0 } }

    /// Reads the keys, making what is missing.
    package static func load(_ store: any Store) async throws -> SigningKeys {
        SigningKeys(
            try await store.write { db in
                for name in ["access", "link", Vault.first] { try make(name, in: db) }
                return try read(in: db)
            })
    }

    /// Reads them again: another node, or the command, may have made new ones.
    package func refresh(_ store: any Store) async throws {
        let read = try await store.read { db in try Self.read(in: db) }
        ring.withLock { $0 = read }
    }

    static func make(_ name: String, in db: Transaction) throws {
        let fresh = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0).base64EncodedString() }
        try db.execute(
            "INSERT INTO signing_keys (name, value, created_at) VALUES (\(name), \(fresh), \(db.now)) ON CONFLICT (name) DO NOTHING"
        )
    }

    private static func read(in db: Snapshot) throws -> Ring {
        var ring = Ring()
        for row in try db.rows("SELECT name, value FROM signing_keys ORDER BY created_at, name") {
            let (name, value): (String, String) = (try row[0], try row[1])
            let key = SymmetricKey(data: Data(base64Encoded: value) ?? Data())
            if name == "link" { ring.link = key }
            guard isAccess(name) else { continue }
            ring.access[name] = key
            ring.newest = name
        }
        return ring
    }

    private static func isAccess(_ name: String) -> Bool { name == "access" || name.hasPrefix("access.") }

    /// 32 characters that only this installation can make for `message`: signed links are `purpose|subject|…`.
    package func seal(_ message: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data(message.utf8), using: current.link)
        return Array(code).prefix(16).hexadecimal
    }

    /// Whether `seal` belongs to `message`, in a time that tells nothing.
    package func holds(_ seal: String, for message: String) -> Bool {
        let expected = Array(self.seal(message).utf8)
        let given = Array(seal.utf8)
        return expected.count == given.count && zip(expected, given).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
