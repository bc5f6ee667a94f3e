import Crypto
import CryptoExtras
import Foundation
import Kernel
import Testing
import Web

@testable import OpenID

/// A provider's keys, and tokens of any make.
struct Forge {
    let rsa: _RSA.Signing.PrivateKey
    let elliptic = P256.Signing.PrivateKey()

    init() throws { rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    static let now = Instant(milliseconds: 1_795_000_000_000)
    static let good: [JSON.Member] = [
        .init("iss", "https://login.example"), .init("sub", "maria-1"), .init("aud", "daybook"),
        .init("exp", 1_795_000_300), .init("iat", 1_795_000_000), .init("nonce", "n-1"),
        .init("email", "maria@example.org"), .init("email_verified", true),
    ]

    func keys() throws -> [VerificationKey] {
        let primitives = try rsa.publicKey.getKeyPrimitives()
        let point = elliptic.publicKey.rawRepresentation
        let jwks: [JSON] = [
            [
                "kty": "RSA", "kid": "r", "use": "sig", "n": .string(Base64URL.encoded(primitives.modulus)),
                "e": .string(Base64URL.encoded(primitives.publicExponent)),
            ],
            [
                "kty": "EC", "kid": "e", "crv": "P-256", "x": .string(Base64URL.encoded(point.prefix(32))),
                "y": .string(Base64URL.encoded(point.suffix(32))),
            ],
        ]
        return jwks.compactMap { VerificationKey($0) }
    }

    /// What is signed, for claims changed by `changes`; a null takes a claim away.
    func content(_ header: JSON, _ changes: [JSON.Member] = []) -> String {
        let names = Set(changes.map(\.name))
        let claims = (Self.good.filter { !names.contains($0.name) } + changes).filter { $0.value != .null }
        return Base64URL.encoded(header.bytes) + "." + Base64URL.encoded(JSON.object(claims).bytes)
    }

    func rs256(_ header: JSON = ["alg": "RS256", "kid": "r"], _ changes: [JSON.Member] = []) throws -> String {
        let content = content(header, changes)
        let signature = try rsa.signature(for: SHA256.hash(data: Array(content.utf8)), padding: .insecurePKCS1v1_5)
        return "\(content).\(Base64URL.encoded(signature.rawRepresentation))"
    }

    func ps256() throws -> String {
        let content = content(["alg": "PS256", "kid": "r"])
        let signature = try rsa.signature(for: SHA256.hash(data: Array(content.utf8)), padding: .PSS)
        return "\(content).\(Base64URL.encoded(signature.rawRepresentation))"
    }

    func es256() throws -> String {
        let content = content(["alg": "ES256", "kid": "e"])
        let signature = try elliptic.signature(for: SHA256.hash(data: Array(content.utf8)))
        return "\(content).\(Base64URL.encoded(signature.rawRepresentation))"
    }

    /// Signed by a shared secret: the public key, as its file or its number.
    func hs256(_ secret: [UInt8]) -> String {
        let content = content(["alg": "HS256", "kid": "r"])
        let code = HMAC<SHA256>.authenticationCode(for: Array(content.utf8), using: SymmetricKey(data: secret))
        return "\(content).\(Base64URL.encoded(code))"
    }

    static let expected = IDToken.Expected(
        issuer: "https://login.example", client: "daybook", nonce: "n-1", accessToken: "abc", now: now)

    /// As the provider takes it: read, its signature held against every key, then what it says.
    func accept(_ text: String) async throws -> OutsidePerson? {
        let token = try IDToken(text)
        var isSigned = false
        for key in try keys() where token.keyID == nil || key.id == token.keyID {
            isSigned = await key.hasSigned(token.text, by: token.algorithm) || isSigned
        }
        guard isSigned else { throw OpenIDFault.refused("signature") }
        try token.check(Self.expected)
        return OutsidePerson(issuer: "https://login.example", token.claims)
    }

    func refusal(_ text: String) async -> String? {
        do { _ = try await accept(text) } catch let OpenIDFault.refused(reason) { return reason } catch {
            return "\(error)"
        }
        return nil
    }
}

@Suite struct TokenTests {
    @Test func `a token of each kind of key that is taken holds`() async throws {
        let forge = try Forge()
        for text in [try forge.rs256(), try forge.ps256(), try forge.es256(), try forge.rs256(["alg": "RS256"])] {
            let person = try await forge.accept(text)
            #expect(person?.subject == "maria-1" && person?.isEmailVerified == true)
        }
    }

    @Test func `a token without a signature of the provider's does not`() async throws {
        let forge = try Forge()
        let stranger = try Forge()
        let content = forge.content(["alg": "none"])
        #expect(await forge.refusal("\(content).") != nil)
        #expect(await forge.refusal("\(content).AAAA") == "the token is signed in a way that is not taken")
        #expect(await forge.refusal(try stranger.rs256()) == "signature")
        #expect(await forge.refusal(try stranger.es256()) == "signature")
        let primitives = try forge.rsa.publicKey.getKeyPrimitives()
        let secrets = [
            Array(forge.rsa.publicKey.pemRepresentation.utf8), Array(forge.rsa.publicKey.derRepresentation),
            Array(primitives.modulus), Array("".utf8) + [0],
        ]
        for secret in secrets {
            #expect(await forge.refusal(forge.hs256(secret)) == "the token is signed in a way that is not taken")
        }
        // One algorithm's signature under another's name, one key's under another's.
        let signature = try forge.rs256().split(separator: ".")[2]
        for header: JSON in [
            ["alg": "PS256", "kid": "r"], ["alg": "RS512", "kid": "r"], ["alg": "ES256", "kid": "e"],
        ] {
            #expect(await forge.refusal("\(forge.content(header)).\(signature)") == "signature")
        }
        #expect(await forge.refusal(try forge.rs256(["alg": "RS256", "kid": "e"])) == "signature")
        #expect(await forge.refusal(try forge.rs256(["alg": "RS256", "kid": "other"])) == "signature")
    }

    @Test func `a token whose content was changed does not hold`() async throws {
        let forge = try Forge()
        let parts = try forge.rs256().split(separator: ".").map(String.init)
        let other = forge.content(["alg": "RS256", "kid": "r"], [.init("sub", "eve")]).split(separator: ".")[1]
        #expect(await forge.refusal("\(parts[0]).\(other).\(parts[2])") == "signature")
        for broken in ["", ".", "..", "a.b.c", parts[0] + "." + parts[1], parts.joined(separator: ".") + ".x"] {
            #expect(await forge.refusal(broken) != nil, "\(broken)")
        }
    }

    /// Each claim wrong in each way, the token rightly signed.
    @Test func `a token for somebody else, for another time or another round does not hold`() async throws {
        let forge = try Forge()
        let cases: [(String, [JSON.Member])] = [
            ("iss", [.init("iss", "https://login.example/")]), ("iss", [.init("iss", .null)]),
            ("aud", [.init("aud", "other")]), ("aud", [.init("aud", .null)]), ("aud", [.init("aud", [])]),
            ("azp", [.init("aud", ["daybook", "other"])]),
            ("azp", [.init("aud", ["daybook", "other"]), .init("azp", "other")]), ("azp", [.init("azp", "other")]),
            ("exp", [.init("exp", 1_794_999_939)]), ("exp", [.init("exp", .null)]), ("exp", [.init("exp", "soon")]),
            ("iat", [.init("iat", 1_795_000_061)]), ("iat", [.init("iat", 1_794_990_000)]),
            ("iat", [.init("iat", .null)]),
            ("nbf", [.init("nbf", 1_795_000_100)]), ("nonce", [.init("nonce", "n-2")]),
            ("nonce", [.init("nonce", .null)]),
            ("at_hash", [.init("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")]), ("at_hash", [.init("at_hash", 7)]),
        ]
        for (reason, changes) in cases {
            let found = await forge.refusal(try forge.rs256(["alg": "RS256", "kid": "r"], changes))
            #expect(found == reason, "\(changes)")
        }
        let half = Base64URL.encoded(SignatureAlgorithm.rs256.halfHash("abc"))
        let fine: [[JSON.Member]] = [
            [.init("at_hash", .string(half))], [.init("aud", ["daybook"])], [.init("azp", "daybook")],
            [.init("aud", ["daybook", "other"]), .init("azp", "daybook")], [.init("exp", .fraction("1795000300.5"))],
        ]
        for changes in fine {
            #expect(await forge.refusal(try forge.rs256(["alg": "RS256", "kid": "r"], changes)) == nil, "\(changes)")
        }
    }

    @Test func `a token of another kind does not hold`() async throws {
        let forge = try Forge()
        for header: JSON in [
            ["alg": "RS256", "kid": "r", "typ": "at+jwt"], ["alg": "RS256", "kid": "r", "typ": "logout+jwt"],
            ["alg": "RS256", "kid": "r", "crit": ["b64"]],
        ] {
            #expect(await forge.refusal(try forge.rs256(header)) == "the token is of another kind")
        }
        #expect(await forge.refusal(try forge.rs256(["alg": "RS256", "kid": "r", "typ": "JWT"])) == nil)
    }

    @Test func `only a true word makes an address proven`() {
        let says: [(JSON, Bool)] = [
            (true, true), ("true", true), (false, false), ("false", false), (1, false), ("yes", false), (.null, false),
        ]
        for (value, expected) in says {
            let claims: JSON = ["sub": "a", "email": "a@b.example", "email_verified": value]
            #expect(OutsidePerson(issuer: "i", claims)?.isEmailVerified == expected, "\(value)")
        }
        for subject: JSON in ["", .null, 7, .string(String(repeating: "x", count: 256)), "a\u{0}b"] {
            #expect(OutsidePerson(issuer: "i", ["sub": subject]) == nil)
        }
    }

    @Test func `keys for other things are not for signatures`() throws {
        let key: JSON = ["kty": "RSA", "use": "enc", "n": "AQAB", "e": "AQAB"]
        #expect(VerificationKey(key) == nil)
        #expect(VerificationKey(["kty": "oct", "k": "AAAA"]) == nil)
        let only = try #require(VerificationKey(["kty": "RSA", "alg": "RS512", "n": "AQAB", "e": "AQAB"]))
        #expect(only.fits(.rs512) && !only.fits(.rs256) && !only.fits(.es256))
    }

    @Test func `the challenge is the verifier's hash, as RFC 7636 has it`() {
        let round = SignInRound(
            state: "s", nonce: "n", verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            redirect: "https://x.example")
        #expect(round.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }
}
