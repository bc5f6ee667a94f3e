import House
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// The same request twice is one request, whatever it writes (D15).
@Suite struct RepeatTests {
    /// The writes that don't repeat their answers, and why: all are about logging in, or come with a password.
    private static let ignoring: [String: Repeats.Reason] = [
        "DELETE /auth/api-keys/{key_id}": .signIn, "DELETE /auth/email": .signIn, "DELETE /auth/sessions": .signIn,
        "DELETE /auth/sessions/{login_id}": .signIn, "DELETE /customer/sessions": .signIn,
        "DELETE /privacy/me": .password, "POST /auth/2fa/confirm": .signIn, "POST /auth/2fa/disable": .signIn,
        "POST /auth/2fa/recovery-codes": .signIn, "POST /auth/2fa/setup": .signIn, "POST /auth/2fa/verify": .signIn,
        "POST /auth/api-keys": .signIn, "POST /auth/email": .signIn, "POST /auth/email/confirm": .signIn,
        "POST /auth/forgot-password": .signIn, "POST /auth/login": .signIn, "POST /auth/logout": .signIn,
        "POST /auth/refresh": .signIn, "POST /auth/register": .signIn, "POST /auth/reset-password": .signIn,
        "POST /auth/verify-email": .signIn, "POST /auth/verify-email/send": .signIn,
        "POST /businesses/{business_id}/transfer": .password, "POST /customer/codes": .signIn,
        "POST /customer/sessions": .signIn, "PUT /auth/password": .signIn,
    ]

    private static func name(_ endpoint: Endpoint) -> String { "\(endpoint.method.rawValue) \(endpoint.path)" }

    @Test func `every write repeats its answer, or is on the list of those that say why not`() async throws {
        try await TestHouse.empty { house in
            let document = OpenAPI.document(house.site.endpoints, version: "0", server: "")
            for endpoint in house.site.endpoints {
                let name = Self.name(endpoint)
                let operation = document["paths"]?[endpoint.path]?[endpoint.method.rawValue.lowercased()]
                let headers = (operation?["parameters"]?.array ?? []).filter { $0["in"] == "header" }
                #expect(headers.count == (endpoint.repeats == .answering ? 1 : 0), "\(name)")
                switch endpoint.repeats {
                case .reading: #expect(!endpoint.method.changes, "\(name)")
                case .answering: #expect(endpoint.method.changes && Self.ignoring[name] == nil, "\(name)")
                case .not(let reason):
                    #expect(Self.ignoring[name] == reason, "\(name)")
                    #expect(operation?["description"]?.string?.contains(reason.rawValue) == true, "\(name)")
                }
            }
            let names = Set(house.site.endpoints.map(Self.name))
            #expect(Set(Self.ignoring.keys).subtracting(names) == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `every write that is sent again is answered again, and nothing is done`(_ engine: TestEngine) async throws {
        try await MatrixWorld.with(engine) { world in
            world.house.clock.advance(by: .minutes(2))
            let scenes = RepeatScenes(world)
            var (count, faults): (Int, [String]) = (0, [])
            for endpoint in world.house.composition.site.endpoints where endpoint.repeats == .answering {
                let name = Self.name(endpoint)
                let ask: RepeatScenes.Ask
                do { ask = try await scenes.ask(endpoint) } catch {
                    faults.append("\(name): \(error)")
                    continue
                }
                let first = try await ask.send(endpoint.method, key: "repeat-\(count)")
                let before = try await world.house.rows()
                let again = try await ask.send(endpoint.method, key: "repeat-\(count)")
                let changed = try await world.house.rows().differences(from: before)
                if first.status != endpoint.success || first.header("idempotent-replayed") != nil {
                    faults.append("\(name): \(first.status) \(first.text.prefix(300))")
                } else if again.header("idempotent-replayed") != "true" || again.body != first.body
                    || again.status != first.status || again.header("content-type") != first.header("content-type")
                {
                    faults.append("\(name): then \(again.status) \(again.text.prefix(300))")
                }
                if !changed.isEmpty { faults.append("\(name): changed \(changed)") }
                count += 1
            }
            #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
            #expect(count > 60)
            print("D15 \(engine): \(count) writes sent twice, done twice or answered otherwise \(faults.count)")
        }
    }

    @Test(arguments: TestEngine.available)
    func `an answer that has had its time is not given again, also before housekeeping`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let wish: JSON = ["offering_id": .string(house.lesson), "start": .string(TestHouse.tuesday)]
            func hold() async -> Answer { await house.guest.send(.post, "/public/swim-school/hold", wish, key: "k") }
            let first = await hold()
            house.clock.advance(by: .minutes(5))
            let second = await hold()
            #expect(second.header("idempotent-replayed") == "true" && second.body == first.body)
            house.clock.advance(by: .minutes(6))
            let third = await hold()
            #expect(third.status == 201 && third.header("idempotent-replayed") == nil && third.body != first.body)
            #expect(await hold().body == third.body)
            let kept = try await house.number("SELECT COUNT(*) FROM idempotency_keys WHERE key = 'k'")
            #expect(kept == 1)
            // Another body is another request by then.
            house.clock.advance(by: .minutes(11))
            let other: JSON = ["offering_id": .string(house.lesson), "start": "2026-11-24T10:00:00Z"]
            #expect(await house.guest.send(.post, "/public/swim-school/hold", other, key: "k").status == 201)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what a link's holder was told is told to no other link, and not by a link that has ended`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let made = try #require(await house.book(TestHouse.tuesday).json)
            let (id, url) = (made["id"]?.string ?? "", made["manage_url"]?.string ?? "")
            let key = JSON.string(url.split(separator: "/").last.map(String.init) ?? "")
            let path = "/customer/bookings/\(id)/cancel"
            let first = await house.guest.send(.put, path, ["key": key], key: "k")
            #expect(first.status == 200)
            let again = await house.guest.send(.put, path, ["key": key], key: "k")
            #expect(again.header("idempotent-replayed") == "true" && again.body == first.body)
            let before = try await house.rows()
            for body in [["key": "somebody-elses"], [:], ["key": "my"]] as [JSON] {
                let stranger = await house.guest.send(.put, path, body, key: "k")
                #expect(stranger.status == 404 && stranger.header("idempotent-replayed") == nil, "\(body.text)")
            }
            #expect(await house.guest.as("dbc_nobody").send(.put, path, ["key": key], key: "k").status != 200)
            #expect(try await house.rows().differences(from: before) == [])
            let links = try await house.owner.accepted(.get, "/bookings/\(id)/links")["links"]?.array ?? []
            for link in links {
                let one = "/bookings/\(id)/links/\(link["id"]?.string ?? "")"
                #expect(await house.owner.send(.delete, one).status == 204)
            }
            #expect(await house.guest.send(.put, path, ["key": key], key: "k").status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func `two strangers who choose the same key for their held times don't meet`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            for hour in ["08", "10"] {
                let wish: JSON = [
                    "offering_id": .string(house.lesson), "start": .string("2026-11-24T\(hour):00:00Z"),
                ]
                let held = try await house.guest.made("/public/swim-school/hold", wish)
                let token: JSON = ["hold_token": held["hold_token"] ?? .null]
                let release = "/public/swim-school/release"
                let given = await house.guest.send(.post, release, token, key: "1")
                #expect(given.status == 204 && given.header("idempotent-replayed") == nil)
                let again = await house.guest.send(.post, release, token, key: "1")
                #expect(again.status == 204 && again.header("idempotent-replayed") == "true")
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `an API key is not told what its owner was, nor a member what they may no longer see`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let id = try #require(await house.book(TestHouse.tuesday).json?["id"]?.string)
            let (path, note): (String, JSON) = ("/bookings/\(id)/notes", ["internal_notes": "Bring fins."])
            let first = await house.owner.send(.put, path, note, key: "k")
            #expect(first.text.contains("john@example.com"))
            try await house.proveAddress(of: "maria")
            let key = try await house.owner.made(
                "/auth/api-keys",
                [
                    "name": "Desk", "scopes": ["booking:create", "booking:view_all"], "expires_in_days": 30,
                    "password": .string(TestHouse.password),
                ])["key"]?.string
            let told = await house.guest.as(key).send(.put, path, note, key: "k")
            #expect(told.status == 200 && told.header("idempotent-replayed") == nil)
            #expect(!told.text.contains("john@example.com"))
            try await house.store.write { db in try db.execute("UPDATE members SET role = 'viewer'") }
            #expect(await house.owner.send(.put, path, note, key: "k").status == 403)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a key that comes with another query is refused`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let second = try await house.owner.made("/businesses", ["name": "Second", "zone": "UTC"])
            let change: JSON = ["booking_expiry_hours": 3]
            func put(_ business: String) async -> Answer {
                await house.owner.send(.put, "/booking/settings?business_id=\(business)", change, key: "k")
            }
            #expect(await put(house.business).status == 200)
            #expect(await put(second["id"]?.string ?? "").code == "idempotency_key_reused")
            #expect(await put(house.business).header("idempotent-replayed") == "true")
        }
    }
}
