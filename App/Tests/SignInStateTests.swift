import HTTPTypes
import House
import Kernel
import OpenID
import Storage
import Synchronization
import TestSupport
import Testing
import Timekeeping

@testable import Federation
@testable import Identity
@testable import Web
@testable import daybook

/// The way there and back, and what strangers try on it (A6).
@Suite struct SignInStateTests {
    @Test(arguments: TestEngine.available)
    func `a state is for one browser, one provider, one use and ten minutes`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            world.google.knows("nora", email: "nora@example.org")
            let before = try await world.house.rows()
            let browser = Browser(world.site)
            func back(_ browser: Browser, _ state: String, _ provider: String = "google") async -> Int {
                await browser.get("/auth/oauth/\(provider)/callback?state=\(state)&code=nora").status
            }
            let state = await world.leave(browser)
            let stranger = Browser(world.site)
            #expect(await back(stranger, state) == 400, "a browser that began nothing")
            _ = await world.leave(stranger)
            #expect(await back(stranger, state) == 400, "another browser")
            #expect(await back(browser, state, "other") == 400, "another provider")
            #expect(await back(browser, "") == 400)
            #expect(await back(browser, String(repeating: "x", count: 43)) == 400)
            #expect(await browser.get("/auth/oauth/nobody").status == 404)
            world.house.clock.advance(by: .minutes(10))
            #expect(await back(browser, state) == 400, "too late")
            world.house.clock.advance(by: .seconds(1))
            try await world.house.store.write { db in try FederationSlice.forgetExpired(in: db) }
            #expect(try await world.house.rows().differences(from: before) == [])
            #expect(world.google.rounds.withLock { $0.isEmpty }, "the provider is asked for none of them")
            let fresh = await world.leave(browser)
            #expect(await back(browser, fresh) == 303)
            #expect(await back(browser, fresh) == 400, "used")
        }
    }

    @Test(arguments: TestEngine.available)
    func `two ways in one browser don't disturb each other`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            world.google.knows("nora", email: "nora@example.org")
            let browser = Browser(world.site)
            let (one, two) = (await world.leave(browser), await world.leave(browser))
            for state in [one, two] {
                #expect(await browser.get("/auth/oauth/google/callback?state=\(state)&code=nora").status == 303)
            }
            let rounds = world.google.rounds.withLock { $0 }
            #expect(Set(rounds.map(\.nonce)).count == 2 && Set(rounds.map(\.verifier)).count == 2)
            #expect(rounds.allSatisfy { (43...128).contains($0.verifier.count) && $0.verifier != $0.nonce })
        }
    }

    @Test(arguments: TestEngine.available)
    func `what a provider gets wrong changes nothing`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            let before = try await world.house.rows()
            let faults: [(OpenIDFault?, String, Int)] = [
                (.unreachable("down"), "code=nora", 502), (.refused("nonce"), "code=nora", 502),
                (nil, "code=unknown", 502), (nil, "error=access_denied", 400), (nil, "error=server_error", 502),
                (nil, "", 502), (nil, "code=nora&iss=https://other.example", 502),
            ]
            for (fault, answer, status) in faults {
                world.google.fault.withLock { $0 = fault }
                let browser = Browser(world.site)
                let state = await world.leave(browser)
                let page = await browser.get("/auth/oauth/google/callback?state=\(state)&\(answer)")
                #expect(page.status == status && page.text.contains("<h1>"), "\(answer)")
                #expect(!page.text.contains("nonce") && !page.text.contains("down"), "nothing from inside")
            }
            #expect(try await world.house.rows().differences(from: before) == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `of many who come back with one state at once, one is let in`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            world.google.knows("nora", email: "nora@example.org")
            for _ in 0..<5 {
                let browser = Browser(world.site)
                let state = await world.leave(browser)
                let cookie = browser.header
                let site = world.site
                let statuses = await atOnce(8) {
                    await site.answer(
                        Incoming(
                            .get, "/auth/oauth/google/callback", query: "state=\(state)&code=nora",
                            headers: [.cookie: cookie]))
                }
                #expect(statuses.filter { $0 == 303 }.count == 1 && statuses.filter { $0 == 400 }.count == 7)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `somebody new who comes in many times at once gets one account`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            for round in 0..<5 {
                world.google.knows("nora\(round)", email: "nora\(round)@example.org")
                let users = try await world.count("users")
                var ways: [(String, String)] = []
                for _ in 0..<6 {
                    let browser = Browser(world.site)
                    ways.append((await world.leave(browser), browser.header))
                }
                let site = world.site
                let statuses = await withTaskGroup(of: Int.self) { group in
                    for (state, cookie) in ways {
                        group.addTask {
                            await site.answer(
                                Incoming(
                                    .get, "/auth/oauth/google/callback", query: "state=\(state)&code=nora\(round)",
                                    headers: [.cookie: cookie])
                            ).status
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses == Array(repeating: 303, count: 6))
                #expect(try await world.count("users") == users + 1)
                #expect(try await world.count("outside_identities") == round + 1)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `whoever opened an account with a stranger's address is out once the stranger sets a password`(
        _ engine: TestEngine
    ) async throws {
        try await OutsideWorld.with(engine) { world in
            world.google.knows("eve", email: "nora@daybook.example", isVerified: false, name: "Nora")
            let eve = Browser(world.site)
            _ = await world.round(eve, "eve")
            #expect(await world.username(eve)?.contains("nora") == true)
            let token = try await world.house.resetToken("nora")
            let reset: JSON = ["token": .string(token), "password": "seven-otters-in-a-teapot"]
            _ = try await world.house.guest.accepted(.post, "/auth/reset-password", reset)
            #expect(await world.username(eve) == nil)
            #expect(await world.round(eve, "eve").status == 409)
            #expect(try await world.count("outside_identities") == 0)
            #expect(await world.house.logIn("nora", "seven-otters-in-a-teapot").status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `nobody is sent elsewhere in the end`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            world.google.knows("nora", email: "nora@example.org")
            for next in ["//evil.example", "https://evil.example", "/%5Cevil.example", "/a%0d%0ab"] {
                let answer = await world.round(Browser(world.site), "nora", "/auth/oauth/google?next=\(next)")
                let place = answer.header("location") ?? ""
                #expect(answer.status == 303 && ["/", "/desk"].contains(place), "\(next): \(place)")
            }
        }
    }
}
