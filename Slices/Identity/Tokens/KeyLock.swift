import Crypto
import Foundation

/// What the keys of this installation are locked with in its database: a key of the operator's that is never in there, so that whoever reads
/// the database alone has none of them. Without one they stand as they are.
package struct KeyLock: Sendable {
    /// The first locks; all of them open.
    private let keys: [SymmetricKey]
    private static let mark = "locked$"

    package static let none = KeyLock(keys: [])

    private init(keys: [SymmetricKey]) { self.keys = keys }

    /// - Parameter text: of the key file: a key a line, 256 random bits in base64, the newest first. Nil when it is something else.
    package init?(file text: String) {
        let lines = text.split { $0.isNewline }.map { String($0).trimmingCharacters(in: .whitespaces) }.filter {
            !$0.isEmpty
        }
        let keys = lines.compactMap { Data(base64Encoded: $0) }.filter { $0.count == 32 }
        guard !keys.isEmpty, keys.count == lines.count else { return nil }
        self.init(keys: keys.map { SymmetricKey(data: $0) })
    }

    /// What is stored of a key: `locked$` and AES-GCM's box in base64, bound to the key's name; without a lock the key in base64.
    func locked(_ key: SymmetricKey, _ name: String) throws -> String {
        let data = key.withUnsafeBytes { Data($0) }
        guard let lock = keys.first else { return data.base64EncodedString() }
        let box = try AES.GCM.seal(data, using: lock, authenticating: Data(name.utf8))
        return Self.mark + (box.combined ?? Data()).base64EncodedString()
    }

    /// The key behind what is stored. Throws `KeyLockFault` when it is locked by another.
    func opened(_ stored: String, _ name: String) throws -> SymmetricKey {
        guard stored.hasPrefix(Self.mark) else {
            guard let data = Data(base64Encoded: stored) else { throw KeyLockFault() }
            return SymmetricKey(data: data)
        }
        for lock in keys {
            if let key = open(stored, name, lock) { return key }
        }
        throw KeyLockFault()
    }

    /// Whether it is stored as it should be.
    func isCurrent(_ stored: String, _ name: String) -> Bool {
        keys.first.map { open(stored, name, $0) != nil } ?? !stored.hasPrefix(Self.mark)
    }

    private func open(_ stored: String, _ name: String, _ lock: SymmetricKey) -> SymmetricKey? {
        guard stored.hasPrefix(Self.mark), let data = Data(base64Encoded: String(stored.dropFirst(Self.mark.count))),
            let box = try? AES.GCM.SealedBox(combined: data),
            let key = try? AES.GCM.open(box, using: lock, authenticating: Data(name.utf8))
        else { return nil }
        return SymmetricKey(data: key)
    }
}

struct KeyLockFault: Error, CustomStringConvertible {
    let description = "the keys in the database are locked by a key that KEY_FILE does not have"
}
