import Catalogue
import House
import Identity
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// Who works in a business: invited, changed, limited, taken out (A7).
@Suite struct MemberTests {
    @Test(arguments: TestEngine.available)
    func `the last owner stays, also when two leave at once`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            let me = try await house.id(of: house.owner)
            let only = "\(house.businessPath)/members/\(me)"
            #expect(await house.owner.send(.delete, "\(house.businessPath)/membership").code == "last_owner")
            #expect(await house.owner.send(.delete, only).code == "last_owner")
            #expect(await house.owner.send(.put, only, ["role": "manager"]).code == "last_owner")
            for round in 0..<6 {
                let second = try await house.join("owner\(round)", "owner")
                let doors = [house.owner, second]
                let path = house.businessPath
                let statuses = await withTaskGroup(of: Int.self) { group in
                    for door in doors { group.addTask { await door.send(.delete, "\(path)/membership").status } }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.sorted() == [204, 409], "\(statuses)")
                let owners = try await house.number("SELECT COUNT(*) FROM members WHERE role = 'owner'")
                #expect(owners == 1)
                // Whoever stayed, Maria has the business again for the next round.
                try await house.store.write { db in
                    try db.execute("DELETE FROM members WHERE role = 'owner'")
                    try db.execute(
                        """
                        INSERT INTO members (business_id, user_id, role, created_at)
                        SELECT b.id, u.id, 'owner', 0 FROM businesses b, users u WHERE u.username = 'maria'
                        """)
                }
            }
            print("race, \(engine): two owners leave at once × 6: owners left 1 each time")
        }
    }

    @Test(arguments: TestEngine.available)
    func `two owners who take each other out at once leave one`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            let second = try await house.join("olga", "owner")
            let third = try await house.join("omar", "owner")
            let (mine, hers) = (try await house.id(of: house.owner), try await house.id(of: second))
            let path = house.businessPath
            let statuses = await withTaskGroup(of: Int.self) { group in
                group.addTask { await house.owner.send(.delete, "\(path)/members/\(hers)").status }
                group.addTask { await second.send(.delete, "\(path)/members/\(mine)").status }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [204, 404], "\(statuses)")
            #expect(await third.get("\(path)/members").json?["items"]?.array?.count == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a role that is taken away is gone with the next request`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let ana = try await house.join("ana", "manager")
            let settings = "/booking/settings?business_id=\(house.business)"
            #expect(await ana.send(.put, settings, ["booking_expiry_hours": 12]).status == 200)
            let who = try await house.id(of: ana)
            let changed = try await house.owner.accepted(
                .put, "\(house.businessPath)/members/\(who)", ["role": "staff"])
            #expect(changed["role"] == "staff")
            #expect(await ana.send(.put, settings, ["booking_expiry_hours": 24]).status == 403)
            #expect(await house.owner.send(.delete, "\(house.businessPath)/members/\(who)").status == 204)
            #expect(await ana.get("/bookings?business_id=\(house.business)").status == 404)
            let log =
                try await house.owner.accepted(.get, "\(house.businessPath)/events?action=member")["items"]?.array ?? []
            let told = log.compactMap { $0["action"]?.string }
            #expect(told == ["member.removed", "member.changed", "member.joined", "member.invited"])
            #expect(log[1]["detail"] == "Rights of ana changed: Manager to Staff")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a manager of Ana alone puts nobody into Ben's class`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let limited = try await house.join("lena", "manager", [house.ana])
            let course = try await house.owner.made(
                "\(house.businessPath)/offerings",
                [
                    "kind": "course", "name": "Crawl", "duration_minutes": 60,
                    "needs": [[.string(house.ana), .string(house.ben)]],
                ])
            func session(_ who: String, _ time: String) async throws -> String {
                let made = try await house.owner.made(
                    "\(house.businessPath)/sessions",
                    [
                        "offering_id": course["id"] ?? .null, "start_date": "2026-11-24", "start_time": .string(time),
                        "max_capacity": 4, "resource_ids": [.string(who)],
                    ])
                return made["sessions"]?.array?.first?["id"]?.string ?? ""
            }
            let (hers, his) = (try await session(house.ana, "09:00"), try await session(house.ben, "10:00"))
            let before = try await house.rows()
            let refused = await limited.send(.delete, "/sessions/\(hers)?bookings=move&to=\(his)")
            #expect(refused.code == "outside_reach")
            #expect(try await house.rows().differences(from: before) == [])
            #expect(await house.owner.send(.delete, "/sessions/\(hers)?bookings=move&to=\(his)").status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a manager of Ana alone sees and moves her bookings and nobody else's`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let limited = try await house.join("lena", "manager", [house.ana])
            func book(_ who: String, _ start: String) async throws -> String {
                try await house.owner.made(
                    "/bookings",
                    [
                        "business_id": .string(house.business), "offering_id": .string(house.lesson),
                        "start": .string(start), "resource_id": .string(who), "client_name": "John Doe",
                        "client_email": .string("\(who)@example.com"),
                    ])["id"]?.string ?? ""
            }
            let (hers, his) = (
                try await book(house.ana, TestHouse.tuesday), try await book(house.ben, TestHouse.tuesday)
            )
            let list = try await limited.accepted(.get, "/bookings?business_id=\(house.business)")["items"]?.array ?? []
            #expect(list.compactMap { $0["id"]?.string } == [hers])
            #expect(await limited.get("/bookings/\(his)").status == 404)
            let counts = try await limited.accepted(.get, "/owners/my-profiles").array?.map { $0["bookings"] }
            #expect(counts == [1])
            let away: JSON = ["start": "2026-11-24T10:00:00Z", "resource_ids": [.string(house.ben)]]
            let before = try await house.rows()
            #expect(await limited.send(.put, "/bookings/\(hers)/reschedule", away).code == "outside_reach")
            let wish: JSON = [
                "business_id": .string(house.business), "offering_id": .string(house.lesson),
                "start": "2026-11-24T11:00:00Z", "resource_id": .string(house.ben), "client_name": "Jane Roe",
                "client_email": "jane@example.com",
            ]
            #expect(await limited.send(.post, "/bookings", wish).code == "outside_reach")
            let offer: JSON = ["kind": "appointment", "name": "X", "duration_minutes": 60, "price": "1.00"]
            #expect(await limited.send(.post, "\(house.businessPath)/offerings", offer).code == "outside_reach")
            #expect(await limited.get("\(house.businessPath)/events").code == "outside_reach")
            let found = try await limited.accepted(.get, "\(house.businessPath)/search?q=john")
            #expect(found["bookings"]?.array?.count == 1 && found["customers"]?.array?.count == 1)
            #expect(try await house.rows().differences(from: before) == [])
            let moved = try await limited.accepted(
                .put, "/bookings/\(hers)/reschedule", ["start": "2026-11-24T13:00:00Z"])
            #expect(moved["resources"] == ["Ana"])
            let days: JSON = ["from_date": "2026-12-24", "through_date": "2026-12-24", "kind": "closed"]
            #expect(
                await limited.send(.post, "\(house.businessPath)/schedules/exceptions", days).code == "outside_reach")
            let own = days.adding([.init("resource_id", .string(house.ana))])
            #expect(await limited.send(.post, "\(house.businessPath)/schedules/exceptions", own).status == 201)
            let bens = days.adding([.init("resource_id", .string(house.ben))])
            #expect(
                await limited.send(.post, "\(house.businessPath)/schedules/exceptions", bens).code == "outside_reach")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a business is handed over by password, to a member, and the old owner is a manager`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let ana = try await house.join("ana", "staff", [house.ana])
            let (mine, hers) = (try await house.id(of: house.owner), try await house.id(of: ana))
            let transfer = "\(house.businessPath)/transfer"
            let before = try await house.rows()
            for (user, password) in [
                (hers, "wrong-wrong-wrong"), (mine, TestHouse.password), ("usr_3nk2r8w1qz7", TestHouse.password),
            ] {
                let answer = await house.owner.send(
                    .post, transfer, ["user_id": .string(user), "password": .string(password)])
                #expect(answer.status == 422, "\(user)")
            }
            #expect(
                await ana.send(.post, transfer, ["user_id": .string(mine), "password": .string(TestHouse.password)])
                    .status == 403)
            #expect(try await house.rows().differences(from: before) == [])
            let identity = house.composition.identity
            let ben = try await house.join("ben", "manager")
            let his = try await house.id(of: ben)
            let out = try #require(UserID(his))
            try await house.store.write { db in try identity.deactivate(out, by: .system, in: db) }
            let nobody: JSON = ["user_id": .string(his), "password": .string(TestHouse.password)]
            #expect(await house.owner.send(.post, transfer, nobody).status == 422, "who can't log in owns nothing")
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("maria")
            let page = await browser.get("/desk/\(TestHouse.slug)/ownership").text
            #expect(page.contains(hers) && !page.contains(his))
            _ = try await house.owner.made(
                transfer, ["user_id": .string(hers), "password": .string(TestHouse.password)])
            let people = try await ana.accepted(.get, "\(house.businessPath)/members")["items"]?.array ?? []
            #expect(people.map { $0["role"]?.string } == ["owner", "manager", "manager"])
            #expect(people[0]["user_id"]?.string == hers && people[0]["resource_ids"] == [])
            #expect(await house.owner.get("\(house.businessPath)/members").status == 403)
        }
    }

    @Test func `members are asked for with roles and things of their own business`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let zoe = house.guest.as(try await house.person("zoe"))
            let zoes = try await zoe.made("/businesses", ["name": "Zoe's", "zone": "UTC"])["id"]?.string ?? ""
            let before = try await house.rows()
            let bad: [JSON] = [
                ["email": "no address", "role": "staff"], ["email": "a@b.example", "role": "king"],
                ["email": "a@b.example", "role": "owner", "resource_ids": [.string(house.ana)]],
                ["email": "a@b.example", "role": "staff", "resource_ids": ["res_3nk2r8w1qz7"]],
                ["email": "a@b.example", "role": "staff", "business_id": "biz_1"], ["email": "a@b.example"],
            ]
            for body in bad {
                #expect(await house.owner.send(.post, "\(house.businessPath)/members", body).status == 422, "\(body)")
            }
            let foreign: JSON = ["email": "a@b.example", "role": "staff", "resource_ids": [.string(house.ana)]]
            #expect(await zoe.send(.post, "/businesses/\(zoes)/members", foreign).status == 422)
            let own: JSON = ["email": "maria@daybook.example", "role": "staff"]
            #expect(await house.owner.send(.post, "\(house.businessPath)/members", own).code == "already_member")
            #expect(try await house.rows().differences(from: before) == [])
        }
    }
}
