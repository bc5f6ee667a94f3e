import Foundation
import Web

/// What an access token says of itself, before anything is believed.
enum TokenHeader {
    /// The key that a token's header names. Nil unless its algorithm is the one that we sign with, whatever else it could be.
    static func keyName(_ token: String) -> String? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let data = Data(base64URL: parts[0]), let header = try? JSON.parse(Array(data)),
            header["alg"]?.string == "HS256", let name = header["kid"]?.string, name.utf8.count <= 40
        else { return nil }
        return name
    }
}

extension Data {
    /// Base64url without padding (RFC 4648, section 5).
    init?(base64URL text: some StringProtocol) {
        let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
    }
}
