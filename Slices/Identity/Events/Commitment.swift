import Crypto
import Kernel
import Storage

/// Stands in the chain for a part of an event that may have to be forgotten: a hash with a salt of its own. While the salt is there, it
/// proves the text; once both are gone, nobody can find the text by trying (decision 0010).
struct Commitment: Sendable {
    let salt: String
    let hash: String

    init(_ text: String, salt: String? = nil) {
        self.salt = salt ?? Secret.bytes(16).hexadecimal
        hash = SHA256.hash(data: Array("\(self.salt) \(text)".utf8)).hexadecimal
    }

    static func details(_ row: Row) throws -> String { try row["details"] }

    static func origin(_ row: Row) throws -> String {
        let (address, agent): (String, String) = (try row["address"], try row["agent"])
        return "\(address.utf8.count) \(address)\(agent)"
    }

    /// Whether both parts of a sealed event are what they were, or gone.
    static func hold(_ row: Row) throws -> Bool {
        let isTold = try holds(row["details_salt"], row["details_hash"], try details(row), gone: "{}")
        return try isTold && holds(row["origin_salt"], row["origin_hash"], try origin(row), gone: "0 ")
    }

    private static func holds(_ salt: String?, _ hash: String?, _ text: String, gone: String) -> Bool {
        guard let salt else { return text == gone }
        return Commitment(text, salt: salt).hash == hash
    }
}
