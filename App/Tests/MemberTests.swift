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
    private func path(_ house: TestHouse) -> String { "/businesses/\(house.business)" }

    private func invite(
        _ house: TestHouse, _ email: String, _ role: String, _ resources: [String] = []
    ) async throws -> (id: String, token: String) {
        let wish: JSON = [
            "email": .string(email), "role": .string(role), "resource_ids": .list(resources, JSON.string),
        ]
        let made = try await house.owner.made("\(path(house))/members", wish)
        let mail = try #require(try await house.mails(to: email.lowercased()).last { $0.kind == "invitation" })
        #expect(mail.kind == "invitation" && mail.token.utf8.count == 43)
        return (made["id"]?.string ?? "", mail.token)
    }

    /// Somebody new who joins by an invitation.
    private func join(_ house: TestHouse, _ name: String, _ role: String, _ resources: [String] = []) async throws
        -> APIDoor
    {
        let door = house.guest.as(try await house.person(name))
        let (_, token) = try await invite(house, "\(name)@daybook.example", role, resources)
        _ = try await door.made("/invitations/accept", ["token": .string(token)])
        return door
    }

    private func id(_ door: APIDoor) async throws -> String {
        try await door.accepted(.get, "/auth/me")["id"]?.string ?? ""
    }

    @Test(arguments: TestEngine.available)
    func `an invitation is accepted once, by whom it was sent to, and kept nowhere`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (_, token) = try await invite(house, "Ana@Daybook.example", "staff")
            let stored = try await house.store.read { db in
                try db.rows("SELECT token_hash, resource_ids FROM invitations").map { try $0[0] as String }
            }
            #expect(stored == [Secret.hash(token)])
            let ana = house.guest.as(try await house.person("ana"))
            let zoe = house.guest.as(try await house.person("zoe"))
            let body: JSON = ["token": .string(token)]
            #expect(await house.guest.send(.post, "/invitations/accept", body).status == 401)
            let before = try await house.rows()
            #expect(await zoe.send(.post, "/invitations/accept", body).code == "invitation_other_address")
            #expect(await ana.send(.post, "/invitations/accept", ["token": "nobody's"]).status == 410)
            #expect(try await house.rows().differences(from: before) == [])
            #expect(await ana.get("\(path(house))/resources").status == 404)
            let joined = try await ana.made("/invitations/accept", body)
            #expect(joined["role"] == "staff" && joined["slug"] == .string(TestHouse.slug))
            #expect(await ana.get("\(path(house))/resources").status == 200)
            #expect(await ana.send(.post, "/invitations/accept", body).code == "invitation_over")
            let people = try await house.owner.accepted(.get, "\(path(house))/members")["items"]?.array ?? []
            #expect(people.map { $0["role"]?.string } == ["owner", "staff"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `an invitation that is withdrawn, too old or sent again no longer holds`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let ana = house.guest.as(try await house.person("ana"))
            let address = "ana@daybook.example"
            let (first, token) = try await invite(house, address, "manager")
            let twice = await house.owner.send(
                .post, "\(path(house))/members", ["email": .string(address), "role": "staff"])
            #expect(twice.code == "already_invited")
            #expect(await house.owner.send(.post, "\(path(house))/invitations/\(first)/resend").status == 429)
            house.clock.advance(by: .minutes(2))
            _ = try await house.owner.accepted(.post, "\(path(house))/invitations/\(first)/resend")
            let second = try #require(try await house.mails(to: address).last { $0.kind == "invitation" }).token
            #expect(second != token)
            #expect(await ana.send(.post, "/invitations/accept", ["token": .string(token)]).status == 410)
            house.clock.advance(by: .days(7) + .minutes(1))
            let late = house.guest.as(try await house.grant("ana").access)
            #expect(await late.send(.post, "/invitations/accept", ["token": .string(second)]).status == 410)
            let owner = house.guest.as(try await house.grant("maria").access)
            let wish: JSON = ["email": .string(address), "role": "staff"]
            let third = try await owner.made("\(path(house))/members", wish)["id"]?.string ?? ""
            let fresh = try #require(try await house.mails(to: address).last { $0.kind == "invitation" }).token
            #expect(await owner.send(.delete, "\(path(house))/invitations/\(third)").status == 204)
            #expect(await late.send(.post, "/invitations/accept", ["token": .string(fresh)]).status == 410)
            #expect(await owner.send(.delete, "\(path(house))/invitations/\(third)").status == 404)
            #expect(try await house.number("SELECT COUNT(*) FROM members") == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `of many who accept one invitation at once one joins`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            let ana = house.guest.as(try await house.person("ana"))
            let (_, token) = try await invite(house, "ana@daybook.example", "viewer")
            let statuses = await atOnce(16) { await ana.send(.post, "/invitations/accept", ["token": .string(token)]) }
            #expect(statuses.filter { $0 == 200 }.count == 1, "\(statuses)")
            #expect(statuses.allSatisfy { [200, 409, 410].contains($0) }, "\(statuses)")
            #expect(try await house.number("SELECT COUNT(*) FROM events WHERE action = 'member.joined'") == 1)
            print("race, \(engine): 16 × one invitation: joined \(statuses.filter { $0 == 200 }.count)")
        }
    }

    @Test(arguments: TestEngine.available)
    func `the last owner stays, also when two leave at once`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            let me = try await id(house.owner)
            let only = "\(path(house))/members/\(me)"
            #expect(await house.owner.send(.delete, "\(path(house))/membership").code == "last_owner")
            #expect(await house.owner.send(.delete, only).code == "last_owner")
            #expect(await house.owner.send(.put, only, ["role": "manager"]).code == "last_owner")
            for round in 0..<6 {
                let second = try await join(house, "owner\(round)", "owner")
                let doors = [house.owner, second]
                let path = path(house)
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
            let second = try await join(house, "olga", "owner")
            let third = try await join(house, "omar", "owner")
            let (mine, hers) = (try await id(house.owner), try await id(second))
            let path = path(house)
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
            let ana = try await join(house, "ana", "manager")
            let settings = "/booking/settings?business_id=\(house.business)"
            #expect(await ana.send(.put, settings, ["booking_expiry_hours": 12]).status == 200)
            let who = try await id(ana)
            let changed = try await house.owner.accepted(
                .put, "\(path(house))/members/\(who)", ["role": "staff"])
            #expect(changed["role"] == "staff")
            #expect(await ana.send(.put, settings, ["booking_expiry_hours": 24]).status == 403)
            #expect(await house.owner.send(.delete, "\(path(house))/members/\(who)").status == 204)
            #expect(await ana.get("/bookings?business_id=\(house.business)").status == 404)
            let log = try await house.owner.accepted(.get, "\(path(house))/events?action=member")["items"]?.array ?? []
            let told = log.compactMap { $0["action"]?.string }
            #expect(told == ["member.removed", "member.changed", "member.joined", "member.invited"])
            #expect(log[1]["detail"] == "Rights of ana changed: Manager to Staff")
        }
    }

    @Test(arguments: TestEngine.available)
    func `who was an owner has invited nobody`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let olga = try await join(house, "olga", "owner")
            let spy = house.guest.as(try await house.person("spy"))
            _ = try await olga.made(
                "\(path(house))/members", ["email": "spy@daybook.example", "role": "owner"])
            let token = try #require(try await house.mails(to: "spy@daybook.example").last { $0.kind == "invitation" })
                .token
            #expect(await house.owner.send(.delete, "\(path(house))/members/\(try await id(olga))").status == 204)
            #expect(await spy.send(.post, "/invitations/accept", ["token": .string(token)]).status == 410)
        }
    }

    @Test(arguments: TestEngine.available)
    func `who was put out by the platform has invited nobody`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let olga = try await join(house, "olga", "owner")
            let spy = house.guest.as(try await house.person("spy"))
            let adele = house.guest.as(try await house.person("adele"))
            let identity = house.composition.identity
            let user = try #require(UserID(try await id(olga)))
            func sent(by door: APIDoor) async throws -> JSON {
                _ = try await door.made(
                    "\(path(house))/members", ["email": "spy@daybook.example", "role": "owner"])
                let mails = try await house.mails(to: "spy@daybook.example")
                return ["token": .string(try #require(mails.last { $0.kind == "invitation" }).token)]
            }
            let first = try await sent(by: olga)
            try await house.store.write { db in try identity.deactivate(user, by: .system, in: db) }
            #expect(await spy.send(.post, "/invitations/accept", first).code == "invitation_over")
            let invitation = try await house.owner.accepted(.get, "\(path(house))/invitations")["items"]?.array?.first
            let open = invitation?["id"]?.string ?? ""
            #expect(await house.owner.send(.delete, "\(path(house))/invitations/\(open)").status == 204)
            try await house.store.write { db in
                try db.execute("UPDATE users SET role = 'admin' WHERE username = 'adele'")
            }
            let second = try await sent(by: adele)
            try await house.store.write { db in
                try db.execute("UPDATE users SET role = 'user' WHERE username = 'adele'")
            }
            #expect(await spy.send(.post, "/invitations/accept", second).code == "invitation_over")
            #expect(try await house.number("SELECT COUNT(*) FROM members") == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `invitations fill nobody's mailbox, however many businesses send them`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let zoe = house.guest.as(try await house.person("zoe"))
            var statuses: [Int] = []
            for number in 0..<6 {
                let made = try await zoe.made("/businesses", ["name": .string("Zoe's \(number)"), "zone": "UTC"])
                let invited = await zoe.send(
                    .post, "/businesses/\(made["id"]?.string ?? "")/members",
                    ["email": "spy@daybook.example", "role": "viewer"])
                statuses.append(invited.status)
            }
            #expect(statuses == [201, 201, 201, 201, 429, 429])
            #expect(try await house.mails(to: "spy@daybook.example").count == 4)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a manager of Ana alone sees and moves her bookings and nobody else's`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let limited = try await join(house, "lena", "manager", [house.ana])
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
            #expect(await limited.send(.post, "\(path(house))/offerings", offer).code == "outside_reach")
            #expect(await limited.get("\(path(house))/events").code == "outside_reach")
            let found = try await limited.accepted(.get, "\(path(house))/search?q=john")
            #expect(found["bookings"]?.array?.count == 1 && found["customers"]?.array?.count == 1)
            #expect(try await house.rows().differences(from: before) == [])
            let moved = try await limited.accepted(
                .put, "/bookings/\(hers)/reschedule", ["start": "2026-11-24T13:00:00Z"])
            #expect(moved["resources"] == ["Ana"])
            let days: JSON = ["from_date": "2026-12-24", "through_date": "2026-12-24", "kind": "closed"]
            #expect(await limited.send(.post, "\(path(house))/schedules/exceptions", days).code == "outside_reach")
            let own = days.adding([.init("resource_id", .string(house.ana))])
            #expect(await limited.send(.post, "\(path(house))/schedules/exceptions", own).status == 201)
            let bens = days.adding([.init("resource_id", .string(house.ben))])
            #expect(await limited.send(.post, "\(path(house))/schedules/exceptions", bens).code == "outside_reach")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a business is handed over by password, to a member, and the old owner is a manager`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let ana = try await join(house, "ana", "staff", [house.ana])
            let (mine, hers) = (try await id(house.owner), try await id(ana))
            let transfer = "\(path(house))/transfer"
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
            let ben = try await join(house, "ben", "manager")
            let his = try await id(ben)
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
            let people = try await ana.accepted(.get, "\(path(house))/members")["items"]?.array ?? []
            #expect(people.map { $0["role"]?.string } == ["owner", "manager", "manager"])
            #expect(people[0]["user_id"]?.string == hers && people[0]["resource_ids"] == [])
            #expect(await house.owner.get("\(path(house))/members").status == 403)
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
                #expect(await house.owner.send(.post, "\(path(house))/members", body).status == 422, "\(body)")
            }
            let foreign: JSON = ["email": "a@b.example", "role": "staff", "resource_ids": [.string(house.ana)]]
            #expect(await zoe.send(.post, "/businesses/\(zoes)/members", foreign).status == 422)
            let own: JSON = ["email": "maria@daybook.example", "role": "staff"]
            #expect(await house.owner.send(.post, "\(path(house))/members", own).code == "already_member")
            #expect(try await house.rows().differences(from: before) == [])
        }
    }
}
