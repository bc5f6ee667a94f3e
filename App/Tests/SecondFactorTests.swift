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

/// The code besides the password (A5).
@Suite struct SecondFactorTests {
    @Test(arguments: TestEngine.available)
    func `logging in takes a code, and each code works once`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (secret, codes) = try await house.secondFactor(house.maria)
            #expect(codes.count == 10 && Set(codes).count == 10)
            let first = try await house.challenge("maria")
            #expect(await house.guest.as(first).get("/auth/me").status == 401, "a challenge opens nothing")
            #expect(await house.give("000000", to: first).code == "wrong_code")
            let code = house.code(secret)
            #expect(await house.give(code, to: first).status == 200)
            #expect(await house.give(code, to: first).code == "challenge_over")
            let second = try await house.challenge("maria")
            #expect(await house.give(code, to: second).code == "wrong_code")
            house.clock.advance(by: .seconds(30))
            #expect(await house.give(house.code(secret, steps: -1), to: second).code == "wrong_code")
            #expect(await house.give(house.code(secret), to: second).status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `of many who give one code at once, one is let in`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (secret, codes) = try await house.secondFactor(house.maria)
            for code in [house.code(secret), codes[3]] {
                var challenges: [String] = []
                for _ in 0..<6 { challenges.append(try await house.challenge("maria")) }
                let all = challenges
                let statuses = await withTaskGroup(of: Int.self) { group in
                    for challenge in all { group.addTask { await house.give(code, to: challenge).status } }
                    return await group.reduce(into: [Int]()) { $0.append($1) }
                }
                #expect(statuses.filter { $0 == 200 }.count == 1, "\(statuses)")
                #expect(statuses.filter { $0 == 401 }.count == 5, "\(statuses)")
            }
            print("A5 \(engine): a code and a recovery code, each sent 6 times at once, let 1 in")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a challenge is over after five tries or ten minutes`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (secret, _) = try await house.secondFactor(house.maria)
            let tried = try await house.challenge("maria")
            for _ in 0..<5 { #expect(await house.give("000000", to: tried).code == "wrong_code") }
            #expect(await house.give(house.code(secret), to: tried).code == "challenge_over")
            let old = try await house.challenge("maria")
            house.clock.advance(by: .minutes(10))
            #expect(await house.give(house.code(secret), to: old).code == "challenge_over")
        }
    }

    @Test(arguments: TestEngine.available)
    func `codes can't be tried out by whoever has the password`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = try await house.secondFactor(house.maria)
            var (refused, held) = (0, 0)
            for _ in 0..<8 {
                let answer = await Stranger(house, address: "203.0.113.9").logIn("maria", TestHouse.password)
                let challenge = answer.json?["challenge_token"]?.string ?? ""
                for _ in 0..<3 {
                    let status = await give(house, "000000", challenge, from: "203.0.113.9").status
                    if status == 401 { refused += 1 }
                    if status == 429 { held += 1 }
                }
            }
            #expect(refused == 6 && held == 18)
        }
    }

    private func give(_ house: TestHouse, _ code: String, _ challenge: String, from address: String) async -> Answer {
        let body: JSON = ["challenge_token": .string(challenge), "code": .string(code)]
        return await house.composition.site.answer(
            Incoming(
                .post, "/api/v1/auth/2fa/verify", headers: [.contentType: "application/json"], body: body.bytes,
                address: address))
    }

    @Test(arguments: TestEngine.available)
    func `a new password by mail does not pass by the second factor`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (secret, _) = try await house.secondFactor(house.maria)
            let token = try await house.resetToken("maria")
            let password = "seven-otters-in-a-teapot"
            let answer = await house.guest.send(
                .post, "/auth/reset-password", ["token": .string(token), "password": .string(password)])
            #expect(answer.status == 204 && answer.text.isEmpty)
            let challenge = try await house.challenge("maria", password)
            #expect(await house.give(house.code(secret), to: challenge).status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `turning it off takes password and code`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (secret, codes) = try await house.secondFactor(house.maria)
            let before = try await house.rows()
            for (password, code) in [("wrong-wrong-wrong", house.code(secret)), (TestHouse.password, "000000")] {
                let body: JSON = ["password": .string(password), "code": .string(code)]
                #expect(await house.owner.send(.post, "/auth/2fa/disable", body).status == 422)
            }
            #expect(try await house.rows().differences(from: before) == [])
            let renewed = try await house.owner.made(
                "/auth/2fa/recovery-codes", ["password": .string(TestHouse.password), "code": .string(codes[0])])
            let fresh = (renewed["recovery_codes"]?.array ?? []).compactMap(\.string)
            #expect(fresh.count == 10 && Set(fresh).isDisjoint(with: codes))
            let body: JSON = ["password": .string(TestHouse.password), "code": .string(house.code(secret))]
            #expect(await house.owner.send(.post, "/auth/2fa/disable", body).status == 204)
            #expect(await house.logIn("maria").status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a business can ask its roles for it, and a role without it is none`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let path = "/businesses/\(house.business)/security"
            let rule: JSON = ["second_factor_roles": ["owner", "staff"]]
            // Who has none would shut themselves out.
            #expect(await house.owner.send(.put, path, rule).status == 422)
            let (secret, _) = try await house.secondFactor(house.maria)
            #expect(await house.owner.send(.put, path, rule).status == 200)
            let sam = house.guest.as(try await house.person("sam"))
            try await house.store.write { db in
                try db.execute(
                    """
                    INSERT INTO members (business_id, user_id, role, created_at)
                    SELECT b.id, u.id, 'staff', 0 FROM businesses b, users u WHERE u.username = 'sam'
                    """)
            }
            let bookings = "/bookings?business_id=\(house.business)"
            #expect(await sam.get(bookings).code == "second_factor_needed")
            #expect(try await sam.accepted(.get, "/owners/my-profiles") == [], "not even how many there are")
            #expect(try await sam.accepted(.get, "/auth/2fa")["is_required"] == true)
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("sam")
            let desk = await browser.get("/desk/\(TestHouse.slug)")
            #expect(desk.status == 303 && desk.header("location") == "/account/second-factor")
            _ = try await house.secondFactor(sam.token ?? "")
            #expect(await sam.get(bookings).status == 200)
            let body: JSON = ["password": .string(TestHouse.password), "code": .string(house.code(secret))]
            #expect(await house.owner.send(.post, "/auth/2fa/disable", body).code == "second_factor_in_use")
        }
    }

    @Test(arguments: TestEngine.available)
    func `where admins need it, an admin without it is none`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let token = try await house.person("ada")
            try await house.store.write { db in
                try db.execute("UPDATE users SET role = 'admin' WHERE username = 'ada'")
            }
            let strict = try await TestHouse.compose(house.store, house.clock, [.adminSecondFactor: "on"])
            let (ada, path) = (APIDoor(site: strict.site, token: token), "/businesses/\(house.business)/resources")
            #expect(await ada.get(path).status == 404)
            // On the platform's own doors they are told why, and led on; others learn nothing.
            #expect(await ada.get("/admin/users").code == "second_factor_needed")
            #expect(await APIDoor(site: strict.site, token: house.maria).get("/admin/users").status == 404)
            let browser = Browser(strict.site)
            _ = await browser.logIn("ada")
            var way: [String] = ["/desk"]
            while way.count < 4, let next = await browser.get(way[way.count - 1]).header("location") {
                way.append(next)
            }
            #expect(way == ["/desk", "/admin", "/account/second-factor"])
            #expect(await browser.get("/account/second-factor").text.contains("Your role needs a second factor"))
            #expect(try await ada.accepted(.get, "/auth/2fa")["is_required"] == true)
            #expect(await house.guest.as(token).get(path).status == 200, "where they don't")
            _ = try await house.secondFactor(token)
            #expect(await ada.get(path).status == 200)
            #expect(await ada.get("/admin/users").status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a secret that waits for its first code is shown to the page that has it alone`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            try await house.proveAddress(of: "maria")
            let (own, other) = (Browser(house.composition.site), Browser(house.composition.site))
            for browser in [own, other] { _ = await browser.logIn("maria") }
            let base = "/account/second-factor"
            let begun = await own.post(
                "\(base)/begin", ["password": TestHouse.password], from: await own.get(base))
            let secret = try #require(begun.text.firstMatch(of: /name="secret" value="([A-Z2-7 ]+)"/)).1
            let again = await own.post(
                "\(base)/confirm", ["code": "000000", "secret": String(secret)], from: begun)
            #expect(again.status == 422 && again.text.contains(secret))
            let page = await other.get(base)
            for guess in ["", "AAAA"] {
                let blind = await other.post("\(base)/confirm", ["code": "000000", "secret": guess], from: page)
                #expect(blind.status == 303 && !blind.text.contains(secret))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a stored secret opens nothing in another's row`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (secret, _) = try await house.secondFactor(house.maria)
            _ = try await house.secondFactor(try await house.person("zoe"))
            try await house.store.write { db in
                try db.execute(
                    "UPDATE second_factors SET last_step = 0, secret = (SELECT f.secret FROM second_factors f JOIN users u ON u.id = f.user_id WHERE u.username = 'maria')"
                )
            }
            let challenge = try await house.challenge("zoe")
            #expect(await house.give(house.code(secret), to: challenge).status == 500)
            let own = try await house.challenge("maria")
            #expect(await house.give(house.code(secret), to: own).status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `secrets are stored encrypted, and a rotation of keys leaves them working`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (secret, codes) = try await house.secondFactor(house.maria)
            let stored = { @Sendable (db: Snapshot) throws -> String in
                try db.value("SELECT secret FROM second_factors") ?? ""
            }
            let before = try await house.store.read(stored)
            let hidden = "\(Base32Reader.bytes(secret))"
            #expect(before.hasPrefix("vault$") && !before.contains(secret) && !before.contains(hidden))
            let identity = house.composition.identity
            let written = try await house.store.write { db in try identity.rotateKeys(endingTokens: false, in: db) }
            #expect(written == 1)
            #expect(try await house.store.read(stored).hasPrefix("vault."))
            let challenge = try await house.challenge("maria")
            #expect(await house.give(house.code(secret), to: challenge).status == 200)
            let texts = try await house.store.read { db in
                try db.allRows(ofTable: "recovery_codes").map { "\($0.values)" }.joined()
            }
            for code in codes { #expect(!texts.contains(code.replacing("-", with: ""))) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `changing how one logs in takes the code as well`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (secret, codes) = try await house.secondFactor(house.maria)
            let password = JSON.string(TestHouse.password)
            let asked: [(Web.Method, String, [String: JSON], Int)] = [
                (.post, "/auth/email", ["email": "m@daybook.example", "password": password], 202),
                (
                    .post, "/auth/api-keys",
                    ["name": "K", "scopes": ["booking:view_all"], "expires_in_days": 30, "password": password], 201
                ),
                (.put, "/auth/password", ["current_password": password, "password": "seven-otters-in-a-teapot"], 204),
            ]
            for (method, path, fields, status) in asked {
                // Its last use is noted by this.
                _ = await house.owner.get("/auth/me")
                let before = try await house.rows()
                for code in [nil, "000000"] as [JSON?] {
                    let answer = await house.owner.send(method, path, .object(fields, code))
                    #expect(
                        answer.status == 422 && answer.json?["errors"]?.array?.first?["pointer"] == "/code",
                        "\(path) \(answer.text)")
                }
                #expect(try await house.rows().differences(from: before) == [], "\(path)")
                #expect(
                    await house.owner.send(method, path, .object(fields, .string(house.code(secret)))).status == status)
                house.clock.advance(by: .seconds(30))
            }
            let browser = Browser(house.composition.site)
            _ = await browser.post("/login", ["username": "maria", "password": "seven-otters-in-a-teapot"])
            #expect(await browser.post("/login/code", ["code": codes[0]]).status == 303)
            for path in ["/account/email", "/account/password", "/account/api-keys"] {
                #expect(await browser.get(path).text.contains(#"autocomplete="one-time-code""#), "\(path)")
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `wrong codes are in the record`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = try await house.secondFactor(house.maria)
            let challenge = try await house.challenge("maria")
            for _ in 0..<5 { #expect(await house.give("000000", to: challenge).code == "wrong_code") }
            let told = "SELECT COUNT(*) FROM events WHERE action = 'user.login_failed'" as SQL
            #expect(try await house.number(told) == 0, "the place is known, and has ten tries")
            let other = try await house.challenge("maria")
            for _ in 0..<5 { _ = await house.give("000000", to: other) }
            #expect(try await house.number(told) == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `recovery codes have 120 bits, and those of before still work`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (_, codes) = try await house.secondFactor(house.maria)
            let lengths = Set(codes.map { $0.replacing("-", with: "").count })
            #expect(lengths == [24])
            try await house.store.write { db in
                let user: Int64? = try db.value("SELECT user_id FROM second_factors")
                try db.execute(
                    """
                    INSERT INTO recovery_codes (user_id, code_hash) VALUES (\(user), \(Secret.hash("abcdefghijklmnop")))
                    """)
            }
            for code in ["abcd-efgh-ijkl-mnop", codes[1], codes[2].uppercased()] {
                #expect(await house.give(code, to: try await house.challenge("maria")).status == 200, "\(code)")
            }
        }
    }
}

extension JSON {
    /// These fields, and the code if there is one.
    fileprivate static func object(_ fields: [String: JSON], _ code: JSON?) -> JSON {
        .object(fields.map { Member($0, $1) } + (code.map { [Member("code", $0)] } ?? []))
    }
}
