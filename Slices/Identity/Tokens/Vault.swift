import Crypto
import Foundation
import Kernel
import Storage

/// Secrets that have to be read again, such as those of second factors: encrypted at rest with AES-GCM. Its key is always read in the
/// transaction of the secret, so that none is written with a key that another node has just taken away.
struct Vault: Sendable {
    let lock: KeyLock
    static let first = "vault"

    /// `key's name$base64`; `purpose` is bound in, so that a stored secret can't be moved to another row.
    func seal(_ secret: [UInt8], for purpose: String, in db: Transaction) throws -> String {
        let (name, key) = try newest(in: db)
        let box = try AES.GCM.seal(secret, using: key, authenticating: Array(purpose.utf8))
        return "\(name)$\((box.combined ?? Data()).base64EncodedString())"
    }

    /// What `seal` was given. Throws `VaultFault` when the text or its key is another one.
    func open(_ text: String, for purpose: String, in db: Snapshot) throws -> [UInt8] {
        let parts = text.split(separator: "$").map(String.init)
        guard parts.count == 2, let data = Data(base64Encoded: parts[1]),
            let value: String = try db.value("SELECT value FROM signing_keys WHERE name = \(parts[0])")
        else { throw VaultFault() }
        let key = try lock.opened(value, parts[0])
        do {
            let box = try AES.GCM.SealedBox(combined: data)
            return Array(try AES.GCM.open(box, using: key, authenticating: Array(purpose.utf8)))
        } catch { throw VaultFault() }
    }

    /// Writes every secret anew with a new key and takes the old ones away.
    func rotate(in db: Transaction) throws -> Int {
        _ = try newest(in: db)
        let rows = try db.rows("SELECT user_id, secret FROM second_factors ORDER BY user_id\(db.dialect.forUpdate)")
        let old = try db.rows("SELECT name FROM signing_keys WHERE name = 'vault' OR name LIKE 'vault.%'").map {
            try $0[0] as String
        }
        try SigningKeys.make("vault.\(db.newID(UserID.self).rawValue)", lock, in: db)
        for row in rows {
            let (user, text): (UserID, String) = (try row[0], try row[1])
            let secret = try open(text, for: SecondFactor.purpose(user), in: db)
            let sealed = try seal(secret, for: SecondFactor.purpose(user), in: db)
            try db.execute("UPDATE second_factors SET secret = \(sealed) WHERE user_id = \(user)")
        }
        try db.execute("DELETE FROM signing_keys WHERE name IN \(list: old)")
        return rows.count
    }

    /// Locked, so that nothing is sealed with it while it is being replaced. A second look finds the one that has replaced it.
    private func newest(in db: Transaction) throws -> (name: String, key: SymmetricKey) {
        for _ in 0..<2 {
            let row = try db.first(
                """
                SELECT name, value FROM signing_keys WHERE name = 'vault' OR name LIKE 'vault.%'
                ORDER BY created_at DESC, name DESC LIMIT 1\(db.dialect.forUpdate)
                """)
            if let row {
                let name: String = try row[0]
                return (name, try lock.opened(try row[1], name))
            }
        }
        throw VaultFault()
    }
}

struct VaultFault: Error, CustomStringConvertible {
    let description = "a stored secret can't be read with the keys of this installation"
}
