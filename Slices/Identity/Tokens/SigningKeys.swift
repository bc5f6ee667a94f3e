import Crypto
import Foundation
import Kernel
import Storage

/// The secrets of this installation, made at the first start and kept in its database, so that there is nothing to configure.
package struct SigningKeys: Sendable {
    /// Signs access tokens.
    let access: SymmetricKey
    /// Signs links in mails.
    let link: SymmetricKey

    /// Reads the keys, making what is missing.
    package static func load(_ store: any Store) async throws -> SigningKeys {
        try await store.write { db in
            SigningKeys(access: try key("access", in: db), link: try key("link", in: db))
        }
    }

    private static func key(_ name: String, in db: Transaction) throws -> SymmetricKey {
        let fresh = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0).base64EncodedString() }
        try db.execute(
            "INSERT INTO signing_keys (name, value, created_at) VALUES (\(name), \(fresh), \(db.now)) ON CONFLICT (name) DO NOTHING"
        )
        let text: String? = try db.value("SELECT value FROM signing_keys WHERE name = \(name)")
        return SymmetricKey(data: Data(base64Encoded: text ?? fresh) ?? Data())
    }

    /// 32 characters that only this installation can make for `message`: signed links are `purpose|subject|…`.
    package func seal(_ message: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data(message.utf8), using: link)
        return Array(code).prefix(16).hexadecimal
    }

    /// Whether `seal` belongs to `message`, in a time that tells nothing.
    package func holds(_ seal: String, for message: String) -> Bool {
        let expected = Array(self.seal(message).utf8)
        let given = Array(seal.utf8)
        return expected.count == given.count && zip(expected, given).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
