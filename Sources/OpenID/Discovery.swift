import Outgoing
import Web

/// What a provider says of itself (OpenID Connect Discovery 1.0).
struct Discovery: Sendable {
    let authorization: String
    let token: String
    let userInfo: String?
    let keys: String
    /// Whether our name and secret go into the form rather than into a header.
    let takesSecretInForm: Bool

    static let path = "/.well-known/openid-configuration"

    /// Throws `OpenIDFault.unreachable` when it is of another issuer, or names addresses that can't be asked.
    init(_ json: JSON, issuer: String, _ outgoing: Outgoing) throws(OpenIDFault) {
        // Who serves it is one thing, whose it is another: without this, one provider could speak for all.
        guard json["issuer"]?.string == issuer else { throw .unreachable("discovery: another issuer") }
        func address(_ name: String) throws(OpenIDFault) -> String {
            guard let text = json[name]?.string, outgoing.mayAsk(text) else { throw .unreachable("discovery: \(name)") }
            return text
        }
        authorization = try address("authorization_endpoint")
        token = try address("token_endpoint")
        keys = try address("jwks_uri")
        userInfo = json["userinfo_endpoint"] == nil ? nil : try address("userinfo_endpoint")
        let ways = json["token_endpoint_auth_methods_supported"]?.array?.compactMap(\.string) ?? ["client_secret_basic"]
        takesSecretInForm = !ways.contains("client_secret_basic")
    }
}

extension Outgoing {
    /// JSON from an address of a provider. Throws `OpenIDFault`: `.refused` for 4xx, `.unreachable` for anything else.
    func json(_ what: String, _ request: Request) async throws -> JSON {
        let answer: Answer
        do { answer = try await send(request) } catch { throw OpenIDFault.unreachable("\(what): \(error)") }
        let json = try? JSON.parse(answer.body)
        switch answer.status {
        case 200:
            guard let json, json.members != nil else { throw OpenIDFault.unreachable("\(what): no JSON") }
            return json
        case 400..<500:
            // The standard's own words, such as invalid_grant, and nothing else of theirs.
            let code = json?["error"]?.string ?? ""
            let isWord =
                (1...40).contains(code.utf8.count) && code.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
            throw OpenIDFault.refused("\(what): \(answer.status) \(isWord ? code : "")")
        default: throw OpenIDFault.unreachable("\(what): \(answer.status)")
        }
    }

    /// A form sent by POST.
    func form(
        _ what: String, _ address: String, _ pairs: [(String, String)], headers: [(name: String, value: String)] = []
    )
        async throws -> JSON
    {
        let type = (name: "content-type", value: "application/x-www-form-urlencoded")
        let accept = (name: "accept", value: "application/json")
        return try await json(
            what, Request(.post, address, headers: [type, accept] + headers, body: Array(Encoding.query(pairs).utf8)))
    }
}

extension Encoding {
    /// `a=1&b=2`, each side encoded.
    static func query(_ pairs: [(String, String)]) -> String {
        pairs.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
    }

    /// `address` with more in its query.
    static func adding(_ pairs: [(String, String)], to address: String) -> String {
        "\(address)\(address.contains("?") ? "&" : "?")\(query(pairs))"
    }
}
