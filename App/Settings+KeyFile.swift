import Foundation
import Identity

extension Settings {
    /// What locks the keys in the database. Throws when the file can't be read or holds something else.
    func keyLock() throws -> KeyLock {
        guard let path = self[.keyFile] else { return .none }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw SettingFault(.keyFile, path, "a file that can be read")
        }
        guard let lock = KeyLock(file: text) else {
            throw SettingFault(.keyFile, path, "a file of keys: 32 random bytes in base64, one a line")
        }
        return lock
    }
}
