import Crypto
import Foundation
import HTTPTypes
import House
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import Identity
@testable import daybook

/// Tokens and keys of the API (A2, A8).
@Suite struct TokenTests {
    @Test(arguments: TestEngine.available)
    func `a refresh token used twice ends its session and its access tokens`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let first = try await house.grant("maria")
            let second = try await house.guest.made("/auth/refresh", ["refresh_token": .string(first.refresh)])
            let access = second["access_token"]?.string ?? ""
            #expect(await house.guest.as(access).get("/auth/me").status == 200)
            let reused = await house.guest.send(.post, "/auth/refresh", ["refresh_token": .string(first.refresh)])
            #expect(reused.code == "refresh_token_invalid")
            #expect(await house.guest.as(access).get("/auth/me").status == 401)
            let heir = await house.guest.send(
                .post, "/auth/refresh", ["refresh_token": second["refresh_token"] ?? .null])
            #expect(heir.code == "refresh_token_invalid")
            // Other log-ins of the same person are not concerned.
            #expect(await house.owner.get("/auth/me").status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `of many who use one refresh token at once, one gets new ones`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let grant = try await house.grant("maria")
            let guest = house.guest
            let statuses = await atOnce(8) {
                await guest.send(.post, "/auth/refresh", ["refresh_token": .string(grant.refresh)])
            }
            #expect(statuses.filter { $0 == 200 }.count == 1 && statuses.filter { $0 == 401 }.count == 7, "\(statuses)")
            print("A2 \(engine): 8 uses of one refresh token at once, \(statuses.filter { $0 == 200 }.count) was taken")
        }
    }

    @Test func `a token of another kind, audience, issuer, algorithm or time opens nothing`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let grant = try await house.grant("maria")
            let parts = grant.access.split(separator: ".").map(String.init)
            let claims = try JSON.parse(try #require(Base64URL.decoded(parts[1])))
            let key = try #require(
                try await house.store.read { db in
                    try db.value("SELECT value FROM signing_keys WHERE name = 'access'", as: String.self)
                })
            let secret = SymmetricKey(data: try #require(Data(base64Encoded: key)))
            func signed(_ header: JSON, _ changes: [String: JSON] = [:]) -> String {
                let members = (claims.members ?? []).map { JSON.Member($0.name, changes[$0.name] ?? $0.value) }
                let text = [header.bytes, JSON.object(members).bytes].map(Base64URL.encoded).joined(separator: ".")
                let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret)
                return "\(text).\(Base64URL.encoded(code))"
            }
            let good: JSON = ["alg": "HS256", "typ": "JWT", "kid": "access"]
            // The forger here has the key: only what the token says is wrong.
            #expect(await house.guest.as(signed(good)).get("/auth/me").status == 200)
            let none = signed(["alg": "none", "kid": "access"]).split(separator: ".").prefix(2).joined(separator: ".")
            let bad = [
                grant.refresh, "\(none).", none, signed(["alg": "none", "kid": "access"]),
                signed(["alg": "HS512", "kid": "access"]), signed(["alg": "RS256", "kid": "access"]),
                signed(["alg": "hs256", "kid": "access"]), signed(["alg": "HS256", "kid": "link"]),
                signed(["alg": "HS256", "kid": "access.1"]), signed(["alg": "HS256"]),
                signed(good, ["aud": "daybook-web"]), signed(good, ["iss": "http://evil.example"]),
                signed(good, ["typ": "refresh"]), signed(good, ["exp": 1_700_000_000]),
                signed(good, ["sid": "lgn_1"]), signed(good, ["sub": "usr_1"]),
                String(grant.access.dropLast(2)) + "AA", parts[0] + "." + parts[1] + ".", "", "a.b.c", "..",
                String(repeating: "a", count: 5_000),
            ]
            let before = try await house.rows()
            for token in bad {
                let answer = await house.guest.as(token).get("/auth/me")
                #expect(answer.status == 401 && answer.code == "sign_in_needed", "\(token.prefix(60))")
            }
            let access = await house.guest.send(
                .post, "/auth/refresh", ["refresh_token": .string(String(grant.access.prefix(100)))])
            #expect(access.code == "refresh_token_invalid")
            #expect(try await house.rows().differences(from: before) == [])
            house.clock.advance(by: .minutes(15))
            #expect(await house.guest.as(grant.access).get("/auth/me").status == 401)
            print("A2: \(bad.count) confused and forged tokens, let in 0")
        }
    }

    @Test(arguments: TestEngine.available)
    func `rotated keys sign anew at once, and old tokens hold until they expire or are ended`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let identity = house.composition.identity
            let old = try await house.grant("maria")
            house.clock.advance(by: .seconds(1))
            try await house.store.write { db in _ = try identity.rotateKeys(endingTokens: false, in: db) }
            try await identity.keys.refresh(house.store)
            let new = try await house.grant("maria")
            #expect(new.access.prefix { $0 != "." } != old.access.prefix { $0 != "." })
            // A node that has not heard of the new key looks for it.
            let node = try await TestHouse.compose(house.store, house.clock)
            for token in [old.access, new.access] {
                #expect(await APIDoor(site: node.site).as(token).get("/auth/me").status == 200)
            }
            house.clock.advance(by: .minutes(21))
            try await house.store.write { db in try IdentitySlice.forgetExpired(in: db) }
            #expect(try await house.number("SELECT COUNT(*) FROM signing_keys WHERE name LIKE 'access%'") == 1)
            let last = try await house.grant("maria")
            #expect(await house.guest.as(last.access).get("/auth/me").status == 200)
            try await house.store.write { db in _ = try identity.rotateKeys(endingTokens: true, in: db) }
            try await identity.keys.refresh(house.store)
            #expect(await house.guest.as(last.access).get("/auth/me").status == 401)
            _ = try await house.guest.made("/auth/refresh", ["refresh_token": .string(last.refresh)])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a program that goes on renewing logs in again in the end`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let node = try await TestHouse.compose(house.store, house.clock, [.programSessionDays: "50"])
            let door = APIDoor(site: node.site)
            let login: JSON = ["username": "maria", "password": .string(TestHouse.password)]
            var token = try await door.made("/auth/login", login)["refresh_token"] ?? .null
            for _ in 0..<2 {
                house.clock.advance(by: .days(20))
                token = try await door.made("/auth/refresh", ["refresh_token": token])["refresh_token"] ?? .null
            }
            house.clock.advance(by: .days(10))
            let answer = await door.send(.post, "/auth/refresh", ["refresh_token": token])
            #expect(answer.code == "refresh_token_invalid")
        }
    }

    @Test(arguments: TestEngine.available)
    func `links in mails hold after a rotation of keys, unless it ends them`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let identity = house.composition.identity
            let old = identity.keys.seal("booking|1|a")
            house.clock.advance(by: .seconds(1))
            try await house.store.write { db in _ = try identity.rotateKeys(endingTokens: false, in: db) }
            try await identity.keys.refresh(house.store)
            let new = identity.keys.seal("booking|1|a")
            #expect(new != old)
            for seal in [old, new] { #expect(identity.keys.holds(seal, for: "booking|1|a")) }
            #expect(!identity.keys.holds(old, for: "booking|2|a"))
            // A node that starts later makes no first key again.
            _ = try await TestHouse.compose(house.store, house.clock)
            try await house.store.write { db in try IdentitySlice.forgetExpired(in: db) }
            #expect(try await house.number("SELECT COUNT(*) FROM signing_keys WHERE name LIKE 'link%'") == 2)
            house.clock.advance(by: .seconds(1))
            try await house.store.write { db in
                _ = try identity.rotateKeys(endingTokens: false, endingLinks: true, in: db)
            }
            try await identity.keys.refresh(house.store)
            for seal in [old, new] { #expect(!identity.keys.holds(seal, for: "booking|1|a")) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `with a key file no key can be read in the database, and the lock can be changed`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            func file(_ keys: [String]) throws -> [Setting: String] {
                let path = folder.appending(path: "\(UUID())").path
                try keys.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
                return [.keyFile: path]
            }
            let locks = (0..<3).map { Data(repeating: UInt8($0), count: 32).base64EncodedString() }
            let (secret, _) = try await house.secondFactor(house.maria)
            let seal = house.composition.identity.keys.seal("booking|1|a")
            let open = "SELECT COUNT(*) FROM signing_keys WHERE value NOT LIKE 'locked$%'" as SQL
            #expect(try await house.number(open) == 3)
            for keys in [[locks[0]], [locks[1], locks[0]], [locks[1]]] {
                let node = try await TestHouse.compose(house.store, house.clock, try file(keys))
                #expect(try await house.number(open) == 0)
                #expect(node.identity.keys.holds(seal, for: "booking|1|a"))
                #expect(await APIDoor(site: node.site).as(house.maria).get("/auth/me").status == 200)
                _ = try await house.store.write { db in try node.identity.rotateKeys(endingTokens: false, in: db) }
                #expect(try await house.number(open) == 0, "new keys are locked too")
                let challenge = try await house.challenge("maria")
                let body: JSON = ["challenge_token": .string(challenge), "code": .string(house.code(secret))]
                #expect(await APIDoor(site: node.site).send(.post, "/auth/2fa/verify", body).status == 200)
                house.clock.advance(by: .seconds(30))
            }
            for keys in [[], [locks[0]], [locks[2]]] {
                let settings = keys.isEmpty ? [:] : try file(keys)
                await #expect(throws: KeyLockFault.self) {
                    try await TestHouse.compose(house.store, house.clock, settings)
                }
            }
            try await house.store.write { db in
                try db.execute(
                    "UPDATE signing_keys SET value = (SELECT k.value FROM signing_keys k WHERE k.name LIKE 'link%' LIMIT 1) WHERE name LIKE 'access%'"
                )
            }
            let moved = try file([locks[1]])
            await #expect(throws: KeyLockFault.self, "a locked key is none under another name") {
                try await TestHouse.compose(house.store, house.clock, moved)
            }
            for keys in [["short"], [locks[0], "x"], [""]] {
                let settings = try file(keys)
                await #expect(throws: SettingFault.self) {
                    try await TestHouse.compose(house.store, house.clock, settings)
                }
            }
        }
    }
}

/// Keys that stood open are not to be found in the file afterwards.
@Suite struct KeyFileTests {
    @Test func `what is locked or replaced leaves nothing of the open keys in the database's files`() async throws {
        try await TestHouse.with(.sqlite) { house in
            func keys() async throws -> [String] {
                try await house.store.read { db in try db.rows("SELECT value FROM signing_keys").map { try $0[0] } }
            }
            let path: String? = try await house.store.read { db in
                try db.value("SELECT file FROM pragma_database_list WHERE name = 'main'")
            }
            func found(_ keys: [String]) throws -> Int {
                let files = try ["", "-wal"].map { try Data(contentsOf: URL(filePath: (path ?? "") + $0)) }
                return keys.filter { key in files.contains { $0.range(of: Data(key.utf8)) != nil } }.count
            }
            let open = try await keys()
            #expect(try open.count == 3 && found(open) == 3)
            let lock = try #require(KeyLock(file: Data(repeating: 7, count: 32).base64EncodedString()))
            _ = try await SigningKeys.load(house.store, lock)
            #expect(try found(open) == 0)
            let locked = try await keys()
            #expect(try found(locked) == 3)
            // Nothing is written anew that stands as it should.
            _ = try await SigningKeys.load(house.store, lock)
            #expect(try await keys() == locked)
        }
    }
}
