import Web

/// What an access token says of itself, before anything is believed.
enum TokenHeader {
    /// The key that a token's header names. Nil unless its algorithm is the one that we sign with, whatever else it could be.
    static func keyName(_ token: String) -> String? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64URL.decoded(parts[0]), let header = try? JSON.parse(bytes),
            header["alg"]?.string == "HS256", let name = header["kid"]?.string, name.utf8.count <= 40
        else { return nil }
        return name
    }
}
