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

/// Programs with keys of their own (A8).
@Suite struct APIKeyTests {
    private func make(
        _ house: TestHouse, _ scopes: [String], by door: APIDoor? = nil, days: Int64 = 30
    ) async throws -> (id: String, key: String) {
        let wish: JSON = [
            "name": "Website", "scopes": .list(scopes, JSON.string), "expires_in_days": .integer(days),
            "password": .string(TestHouse.password),
        ]
        let door = door ?? house.owner
        try await house.proveAddress(of: try await door.accepted(.get, "/auth/me")["username"]?.string ?? "")
        let made = try await door.made("/auth/api-keys", wish)
        return (made["id"]?.string ?? "", made["key"]?.string ?? "")
    }

    @Test(arguments: TestEngine.available)
    func `a key may what it is for, and nothing else`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let key = house.guest.as(try await make(house, ["booking:view_all"]).key)
            #expect(await key.get("/bookings?business_id=\(house.business)").status == 200)
            #expect(await house.book(TestHouse.tuesday).status == 201)
            let bookings = "/bookings?business_id=\(house.business)"
            #expect(await house.owner.get(bookings).text.contains("john@example.com"))
            let seen = await key.get(bookings).text
            #expect(seen.contains("John Doe") && !seen.contains("john@example.com"), "contacts are another permission")
            #expect(await key.get("/businesses").status == 200)
            #expect(await key.get("/auth/me").status == 200)
            #expect(try await key.accepted(.get, "/owners/my-profiles").array?.count == 1)
            let blind = house.guest.as(try await make(house, ["settings:modify"]).key)
            #expect(try await blind.accepted(.get, "/owners/my-profiles") == [])
            let before = try await house.rows()
            var cells = 0
            for endpoint in house.composition.site.endpoints where !endpoint.access.isOpen {
                if endpoint.access == .member("booking:view_all") || endpoint.access == .admin { continue }
                if endpoint.access == .signedIn && endpoint.method == .get { continue }
                let path = Paths.filled(endpoint.path) { $0 == "business_id" ? house.business : "nobody" }
                let answer = await key.send(endpoint.method, path, endpoint.body?.sample)
                #expect(
                    answer.status == 403 && answer.code == "key_not_enough", "\(endpoint.operationID) \(answer.text)")
                cells += 1
            }
            #expect(cells > 30)
            let leaving = await key.send(.delete, "/businesses/\(house.business)/membership")
            #expect(leaving.code == "key_not_enough", "to see bookings is not to leave in its owner's name")
            #expect(try await house.rows().differences(from: before) == [])
            print("A8 \(engine): a key to read bookings at \(cells) doors of others, let in 0")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a key may never more than its owner may at that moment`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let sam = house.guest.as(try await house.person("sam"))
            let all = Permission.allCases.map(\.rawValue)
            let key = house.guest.as(try await make(house, all, by: sam).key)
            let path = "/businesses/\(house.business)/resources"
            #expect(await key.get(path).status == 404, "no member, no business")
            for (role, status) in [("staff", 403), ("manager", 201), ("viewer", 403)] {
                try await house.store.write { db in
                    try db.execute("DELETE FROM members WHERE role <> 'owner'")
                    try db.execute(
                        """
                        INSERT INTO members (business_id, user_id, role, created_at)
                        SELECT b.id, u.id, \(role), 0 FROM businesses b, users u WHERE u.username = 'sam'
                        """)
                }
                let answer = await key.send(.post, path, ["kind": "person", "name": .string("P-\(role)")])
                #expect(answer.status == status, "\(role)")
                #expect(await key.get(path).status == 200)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a key is shown once, stored hashed, and its last use is noted once a minute`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let (id, key) = try await make(house, ["booking:view_all"])
            #expect(key.hasPrefix("dbk_") && key.utf8.count == 47)
            let listed = await house.owner.get("/auth/api-keys")
            #expect(!listed.text.contains(key) && listed.text.contains(key.suffix(4)))
            let found = try await house.store.read { db in
                try db.tableNames().filter { name in
                    try db.allRows(ofTable: name).contains { "\($0.values)".contains(key) }
                }
            }
            #expect(found == [])
            let door = house.guest.as(key)
            _ = await door.get("/auth/me")
            let first = try await house.number("SELECT used_at FROM api_keys")
            house.clock.advance(by: .seconds(59))
            _ = await door.get("/auth/me")
            #expect(try await house.number("SELECT used_at FROM api_keys") == first)
            house.clock.advance(by: .seconds(2))
            _ = await door.get("/auth/me")
            #expect(try await house.number("SELECT used_at FROM api_keys") == first + 61_000)
            let zoe = house.guest.as(try await house.person("zoe"))
            #expect(await zoe.send(.delete, "/auth/api-keys/\(id)").status == 404)
            #expect(await house.owner.send(.delete, "/auth/api-keys/\(id)").status == 204)
            #expect(await door.get("/auth/me").status == 401)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a key ends on its day, and a wish for a bad one changes nothing`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let door = house.guest.as(try await make(house, ["booking:view_all"], days: 1).key)
            #expect(await door.get("/auth/me").status == 200)
            house.clock.advance(by: .hours(24))
            #expect(await door.get("/auth/me").status == 401)
            let owner = house.guest.as(try await house.grant("maria").access)
            let before = try await house.rows()
            let good: [String: JSON] = [
                "name": "K", "scopes": ["booking:view_all"], "expires_in_days": 30,
                "password": .string(TestHouse.password),
            ]
            let bad: [[String: JSON]] = [
                ["scopes": []], ["scopes": ["everything"]], ["expires_in_days": 0], ["expires_in_days": 3_650],
                ["password": "wrong-wrong-wrong"], ["name": ""], ["user_id": "usr_1"],
            ]
            for change in bad {
                let wish = good.merging(change) { $1 }.map { JSON.Member($0, $1) }
                #expect(await owner.send(.post, "/auth/api-keys", .object(wish)).status == 422, "\(change)")
            }
            #expect(try await house.rows().differences(from: before) == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a key opens nothing while its owner's account is out of use`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let key = house.guest.as(try await make(house, ["booking:view_all"]).key)
            let bookings = "/bookings?business_id=\(house.business)"
            #expect(await key.get(bookings).status == 200)
            let identity = house.composition.identity
            let id = try await house.owner.accepted(.get, "/auth/me")["id"]?.string.flatMap { UserID($0) }
            let maria = try #require(id)
            try await house.store.write { db in try identity.deactivate(maria, by: .system, in: db) }
            for path in [bookings, "/auth/me", "/businesses"] { #expect(await key.get(path).status == 401, "\(path)") }
            try await house.store.write { db in try identity.reactivate(maria, by: .system, in: db) }
            #expect(await key.get(bookings).status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a key to change settings is shown no contact data by that alone`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let wish = house.wish(TestHouse.tuesday, "john@example.com", ["client_phone": "+34600111222"])
            let booked = await house.guest.send(.post, "/public/\(TestHouse.slug)/book", wish)
            #expect(booked.status == 201)
            let path = "/bookings?business_id=\(house.business)"
            let narrow = house.guest.as(try await make(house, ["booking:view_all", "settings:modify"]).key)
            let seen = try await narrow.accepted(.get, path)["items"]?.array?.first
            #expect(seen?["client_name"] == "John Doe" && seen?["client_email"] == .null)
            #expect(seen?["client_phone"] == .null && seen?["owner_notes"] == .null)
            let wide = ["booking:view_all", "settings:modify", "customers:view"]
            let all = house.guest.as(try await make(house, wide).key)
            #expect(try await all.accepted(.get, path)["items"]?.array?.first?["client_email"] == "john@example.com")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a key to book is not shown by the links of a booking who comes`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let pair = try await house.owner.made(
                "/businesses/\(house.business)/offerings",
                [
                    "kind": "appointment", "name": "Pair lesson", "duration_minutes": 60, "price": "50.00",
                    "asks_names": true, "needs": [[.string(house.ana)]],
                ])
            let more: [String: JSON] = [
                "offering_id": pair["id"] ?? .null, "participants": ["Ben Roe"],
                "participant_emails": ["ben@example.com"],
            ]
            let booked = await house.book(TestHouse.tuesday, "john@example.com", more)
            #expect(booked.status == 201, "\(booked.text)")
            let path = "/bookings/\(booked.json?["id"]?.string ?? "")/links"
            let narrow = house.guest.as(try await make(house, ["booking:create"]).key)
            let seen = try await narrow.accepted(.get, path)
            #expect(seen["participants"]?.array == [] && seen["links"]?.array?.count == 1)
            let wide = house.guest.as(try await make(house, ["booking:create", "customers:view"]).key)
            let people = try await wide.accepted(.get, path)["participants"]?.array
            #expect(people?.map { $0["email"] } == ["ben@example.com"])
        }
    }
}
