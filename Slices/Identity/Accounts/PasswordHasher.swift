import Crypto
import CryptoExtras
import Dispatch
import Foundation
import Synchronization
import Web

/// scrypt (RFC 7914) on a thread of its own, since one hash takes a fifth of a second: never on a thread that serves requests.
package final class PasswordHasher: Sendable {
    private static let waitingMost = 64
    private let cost: Int
    private let queue = DispatchQueue(label: "passwords")
    private let waiting = Atomic(0)

    package init(cost: Int) { self.cost = cost }

    /// `scrypt$N$salt$hash`, both in base64. Throws `Problem` 503 when too many are waiting.
    package func hash(_ password: String) async throws -> String {
        let salt = Secret.bytes(16)
        let cost = cost
        let key = try await onQueue { try Self.derive(password, salt, cost) }
        return "scrypt$\(cost)$\(Data(salt).base64EncodedString())$\(Data(key).base64EncodedString())"
    }

    /// What is stored for somebody without a password: no password makes it, and to find that out takes as long as ever.
    var none: String { "scrypt$\(cost)$AAAAAAAAAAAAAAAAAAAAAA==\(Self.noKey)" }
    private static let noKey = "$AAAA"

    static func isNone(_ stored: String) -> Bool { stored.hasSuffix(noKey) }

    /// Whether `password` is the one that `stored` was made from. An unknown name is checked against `none`, so that it takes as long.
    package func matches(_ password: String, _ stored: String?) async throws -> Bool {
        let parts = (stored ?? none).split(separator: "$").map(String.init)
        guard parts.count == 4, let cost = Int(parts[1]), let salt = Data(base64Encoded: parts[2]),
            let hash = Data(base64Encoded: parts[3])
        else { return false }
        let key = try await onQueue { try Self.derive(password, Array(salt), cost) }
        return key.count == hash.count && zip(key, hash).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0 && stored != nil
    }

    /// Whether it was made at a lower cost than hashes are made at now.
    func isCheap(_ stored: String) -> Bool {
        let parts = stored.split(separator: "$")
        return parts.count == 4 && Int(parts[1]).map { $0 < cost } ?? false
    }

    private static func derive(_ password: String, _ salt: [UInt8], _ cost: Int) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Data(password.precomposedStringWithCompatibilityMapping.utf8), salt: Data(salt), outputByteCount: 32,
            rounds: cost,
            blockSize: 8, parallelism: 3)
        return key.withUnsafeBytes { Array($0) }
    }

    private func onQueue<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= Self.waitingMost else {
            waiting.wrappingSubtract(1, ordering: .relaxed)
            throw Problem(503, "unavailable", retryAfter: 5)
        }
        defer { waiting.wrappingSubtract(1, ordering: .relaxed) }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
