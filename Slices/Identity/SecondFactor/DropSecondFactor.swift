import House
import Kernel
import Storage

extension IdentitySlice {
    /// Takes the second factor of `username` away, for whoever has a shell on the machine and knows who asks. Its owner gets a mail about
    /// it. False where there is none.
    package func dropSecondFactor(of username: String) async throws -> Bool {
        let name = username.lowercased()
        return try await house.store.write { db in
            let id: UserID? = try db.value("SELECT id FROM users WHERE username = \(name) AND erased_at IS NULL")
            guard let id, try SecondFactor.isOn(for: id, in: db) else { return false }
            try SecondFactor.remove(of: id, in: db)
            try events.emit(
                "user.second_factor_disabled", business: 0, subject: id.description, by: .system, in: db)
            return true
        }
    }
}
