import House
import Kernel
import Storage
import Web

extension IdentitySlice {
    /// What strangers are asked to compute when they ask for too much (M2), sealed by this installation's key. A solution counts once,
    /// on whatever node it arrives.
    package func challenges() -> Challenges {
        Challenges(
            seal: keys.seal, sealed: keys.holds,
            spend: { nonce, until in
                try await house.store.write { db in
                    try db.execute("DELETE FROM spent_challenges WHERE ends_at < \(db.now)")
                    return try db.execute(
                        """
                        INSERT INTO spent_challenges (nonce, ends_at) VALUES (\(nonce), \(until))
                        ON CONFLICT (nonce) DO NOTHING
                        """) == 1
                }
            })
    }
}
