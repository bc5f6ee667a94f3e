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
}

extension JSON {
    /// These fields, and the code if there is one.
    fileprivate static func object(_ fields: [String: JSON], _ code: JSON?) -> JSON {
        .object(fields.map { Member($0, $1) } + (code.map { [Member("code", $0)] } ?? []))
    }
}
