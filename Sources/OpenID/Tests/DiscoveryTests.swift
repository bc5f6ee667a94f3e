import Outgoing
import Testing
import Web

@testable import OpenID

/// What a provider says of itself (OpenID Connect Discovery 1.0).
@Suite struct DiscoveryTests {
    private static let issuer = "https://login.example"

    private func document(_ changes: [String: JSON] = [:]) -> JSON {
        let names = ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"]
        let all =
            [JSON.Member("issuer", .string(Self.issuer))] + names.map { .init($0, .string("\(Self.issuer)/\($0)")) }
        return .object(all.map { .init($0.name, changes[$0.name] ?? $0.value) })
    }

    private func fault(_ json: JSON) -> OpenIDFault? {
        do { _ = try Discovery(json, issuer: Self.issuer, Outgoing(OutgoingRules())) } catch { return error }
        return nil
    }

    @Test func `a document is its issuer's own, to the letter`() {
        #expect(fault(document()) == nil)
        for other in ["https://another.example", "https://login.example/", "HTTPS://login.example", ""] {
            #expect(
                fault(document(["issuer": .string(other)])) == .unreachable("discovery: another issuer"), "\(other)")
        }
    }

    @Test func `an address that is none of the web's, or not by TLS, is not taken`() {
        for name in ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"] {
            for address in [
                "http://login.example/", "file:///etc/passwd", "javascript:alert(1)", "https://a@login.example/", "",
            ] {
                let found = fault(document([name: .string(address)]))
                #expect(found == .unreachable("discovery: \(name)"), "\(name) \(address)")
            }
        }
    }
}
