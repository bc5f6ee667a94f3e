import Crypto
import Foundation
import HTTPTypes
import Identity
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping

@testable import Web
@testable import daybook

/// What one stranger can ask for, and what is asked of them then (M1, M2).
@Suite struct AbuseTests {
    /// The same house with its rates on, and few bits to find.
    static func guarded(_ house: TestHouse, _ changes: [Setting: String] = [:]) async throws -> Composition {
        let few: [Setting: String] = [
            .rateLimits: "on", .challengeBits: "6", .challengeAfter: "1000", .writesPerMinute: "100000",
        ]
        return try await TestHouse.compose(house.store, house.clock, few.merging(changes) { $1 })
    }

    static func send(
        _ site: Site, _ path: String, _ body: JSON, _ method: Web.Method = .post, from address: String = "192.0.2.7",
        solution: String? = nil, key: String? = nil, token: String? = nil
    ) async -> Answer {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let key, let name = HTTPField.Name("idempotency-key") { headers[name] = key }
        if let token { headers[.authorization] = "Bearer \(token)" }
        if let solution, let name = HTTPField.Name("challenge-solution") { headers[name] = solution }
        return await site.answer(
            Incoming(method, "/api/v1" + path, headers: headers, body: body.bytes, address: address))
    }

    private static func solved(_ challenge: String, bits: Int = 6) -> String {
        let counter = (0...).first {
            Challenge.zeroBits(Array(SHA256.hash(data: Data("\(challenge):\($0)".utf8)))) >= bits
        }
        return "\(challenge):\(counter ?? 0)"
    }

    static func slot(_ number: Int) -> String {
        "2026-11-\(24 + number / 6)T\(["08", "09", "10", "11", "12", "13"][number % 6]):00:00Z"
    }

    static func wish(_ house: TestHouse, _ number: Int) -> JSON {
        ["offering_id": .string(house.lesson), "start": .string(slot(number))]
    }

    @Test(arguments: TestEngine.available)
    func `one client holds so many times at once, whoever else holds what, and gets a place back with each end`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            let site = try await Self.guarded(house, [.holdsPerClient: "3"]).site
            let path = "/public/\(TestHouse.slug)/hold"
            let answers = await withTaskGroup(of: Answer.self) { group in
                for number in 0..<12 {
                    group.addTask { await Self.send(site, path, Self.wish(house, number)) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let held = answers.filter { $0.status == 201 }
            let refused = answers.filter { $0.code == "too_many_holds" }
            print("\(engine): 12 holds of one client at once, 3 allowed: \(held.count) held, \(refused.count) refused")
            #expect(held.count == 3 && refused.count == 9)
            let rows = try await house.number("SELECT COUNT(*) FROM bookings WHERE status = 'held'")
            #expect(rows == 3)
            let other = await Self.send(site, path, Self.wish(house, 13), from: "2001:db8:1::1")
            #expect(other.status == 201)
            let token = held.first?.json?["hold_token"] ?? .null
            let released = await Self.send(site, "/public/\(TestHouse.slug)/release", ["hold_token": token])
            let again = await Self.send(site, path, Self.wish(house, 14))
            #expect(released.status == 204 && again.status == 201)
            house.clock.advance(by: .minutes(11))
            try await house.composition.worker.drain()
            #expect(try await house.number("SELECT COUNT(*) FROM hold_clients WHERE booking_id <> 0") == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `after so many requests a network has to compute, and each solution counts once on all nodes`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            let nodes = [
                try await Self.guarded(house, [.challengeAfter: "2"]).site,
                try await Self.guarded(house, [.challengeAfter: "2"]).site,
            ]
            let path = "/public/\(TestHouse.slug)/hold"
            for node in nodes {
                for number in 0..<2 { _ = await Self.send(node, path, Self.wish(house, number)) }
            }
            let before = try await house.rows()
            let asked = await Self.send(nodes[0], path, Self.wish(house, 5))
            let challenge = asked.json?["challenge"]?.string ?? ""
            #expect(asked.status == 403 && asked.code == "challenge_required" && asked.json?["challenge_bits"] == 6)
            let solution = Self.solved(challenge)
            for wrong in ["", ":", "\(challenge):", "\(challenge):x", "\(challenge):wait", "1.6.00.00:1"] {
                #expect(await Self.send(nodes[0], path, Self.wish(house, 5), solution: wrong).status == 403, "\(wrong)")
            }
            let elsewhere = await Self.send(
                nodes[0], "/public/\(TestHouse.slug)/book", house.wish(Self.slot(5)), solution: solution)
            let stranger = await Self.send(nodes[0], path, Self.wish(house, 5), from: "192.0.2.9", solution: solution)
            #expect(elsewhere.status == 403, "it is of another door")
            #expect(stranger.status == 201, "nothing is asked of who has asked for little")
            #expect(try await house.rows().differences(from: before).allSatisfy { !$0.contains("spent") })
            let answers = await withTaskGroup(of: Int.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        await Self.send(nodes[number % 2], path, Self.wish(house, 6 + number), solution: solution)
                            .status
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            print("\(engine): one solution, 16 uses at once on two nodes: \(answers.count { $0 == 201 }) taken")
            #expect(answers.count { $0 == 201 } == 1 && answers.count { $0 == 403 } == 15)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a page that asks for work keeps what was typed, and lets somebody through who has waited`(
        _ engine: TestEngine
    )
        async throws
    {
        try await TestHouse.with(engine) { house in
            let site = try await Self.guarded(house, [.challengeAfter: "1"]).site
            let path = "/book/\(TestHouse.slug)/\(house.lesson)/at/\(TestHouse.tuesday)"
            func post(_ fields: [String: String]) async -> Answer {
                let text = fields.map { "\($0)=\(Encoding.encoded($1))" }.joined(separator: "&")
                let type: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
                return await site.answer(Incoming(.post, path, headers: type, body: Array(text.utf8)))
            }
            let typed = ["client_name": "Jo \"<b>\" Doe", "client_email": "jo@example.com"]
            _ = await post(["client_name": ""])
            let asked = await post(typed)
            let text = asked.text
            #expect(asked.status == 403 && text.contains("value=\"jo@example.com\""))
            #expect(text.contains("Jo &quot;&lt;b&gt;&quot; Doe"))
            let challenge = String(text.split(separator: "data-challenge=\"").last?.prefix { $0 != "\"" } ?? "")
            let waiting = typed.merging(["challenge_solution": "\(challenge):wait"]) { $1 }
            #expect(await post(waiting).status == 403, "too early")
            house.clock.advance(by: .seconds(20))
            let through = await post(waiting)
            #expect(through.status == 303 && (through.header("location") ?? "").hasPrefix("/b/"))
            #expect(await post(waiting).status == 403, "once")
        }
    }

    @Test(arguments: TestEngine.available)
    func `an account has its rate on whichever addresses it asks from`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let site = try await Self.guarded(house, [.accountReadsPerMinute: "5"]).site
            var statuses: [Int] = []
            for number in 0..<8 {
                let headers: HTTPFields = [.authorization: "Bearer \(house.maria)"]
                statuses.append(
                    await site.answer(
                        Incoming(.get, "/api/v1/auth/me", headers: headers, address: "192.0.2.\(number)")
                    ).status)
            }
            #expect(statuses == [200, 200, 200, 200, 200, 429, 429, 429])
        }
    }
}
