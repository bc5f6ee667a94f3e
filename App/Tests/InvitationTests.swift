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

/// How somebody comes into a business: asked by mail, once, by who may (A7).
@Suite struct InvitationTests {
    @Test(arguments: TestEngine.available)
    func `an invitation is accepted once, by whom it was sent to, and kept nowhere`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (_, token) = try await house.invite("Ana@Daybook.example", "staff")
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
            #expect(await ana.get("\(house.businessPath)/resources").status == 404)
            let joined = try await ana.made("/invitations/accept", body)
            #expect(joined["role"] == "staff" && joined["slug"] == .string(TestHouse.slug))
            #expect(await ana.get("\(house.businessPath)/resources").status == 200)
            #expect(await ana.send(.post, "/invitations/accept", body).code == "invitation_over")
            let people = try await house.owner.accepted(.get, "\(house.businessPath)/members")["items"]?.array ?? []
            #expect(people.map { $0["role"]?.string } == ["owner", "staff"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `an invitation that is withdrawn, too old or sent again no longer holds`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let ana = house.guest.as(try await house.person("ana"))
            let address = "ana@daybook.example"
            let (first, token) = try await house.invite(address, "manager")
            let twice = await house.owner.send(
                .post, "\(house.businessPath)/members", ["email": .string(address), "role": "staff"])
            #expect(twice.code == "already_invited")
            #expect(await house.owner.send(.post, "\(house.businessPath)/invitations/\(first)/resend").status == 429)
            house.clock.advance(by: .minutes(2))
            _ = try await house.owner.accepted(.post, "\(house.businessPath)/invitations/\(first)/resend")
            let second = try #require(try await house.mails(to: address).last { $0.kind == "invitation" }).token
            #expect(second != token)
            #expect(await ana.send(.post, "/invitations/accept", ["token": .string(token)]).status == 410)
            house.clock.advance(by: .days(7) + .minutes(1))
            let late = house.guest.as(try await house.grant("ana").access)
            #expect(await late.send(.post, "/invitations/accept", ["token": .string(second)]).status == 410)
            let owner = house.guest.as(try await house.grant("maria").access)
            let wish: JSON = ["email": .string(address), "role": "staff"]
            let third = try await owner.made("\(house.businessPath)/members", wish)["id"]?.string ?? ""
            let fresh = try #require(try await house.mails(to: address).last { $0.kind == "invitation" }).token
            #expect(await owner.send(.delete, "\(house.businessPath)/invitations/\(third)").status == 204)
            #expect(await late.send(.post, "/invitations/accept", ["token": .string(fresh)]).status == 410)
            #expect(await owner.send(.delete, "\(house.businessPath)/invitations/\(third)").status == 404)
            #expect(try await house.number("SELECT COUNT(*) FROM members") == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `of many who accept one invitation at once one joins`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            let ana = house.guest.as(try await house.person("ana"))
            let (_, token) = try await house.invite("ana@daybook.example", "viewer")
            let statuses = await atOnce(16) { await ana.send(.post, "/invitations/accept", ["token": .string(token)]) }
            #expect(statuses.filter { $0 == 200 }.count == 1, "\(statuses)")
            #expect(statuses.allSatisfy { [200, 409, 410].contains($0) }, "\(statuses)")
            #expect(try await house.number("SELECT COUNT(*) FROM events WHERE action = 'member.joined'") == 1)
            print("race, \(engine): 16 × one invitation: joined \(statuses.filter { $0 == 200 }.count)")
        }
    }

    @Test(arguments: TestEngine.available)
    func `who was an owner has invited nobody`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let olga = try await house.join("olga", "owner")
            let spy = house.guest.as(try await house.person("spy"))
            _ = try await olga.made(
                "\(house.businessPath)/members", ["email": "spy@daybook.example", "role": "owner"])
            let token = try #require(try await house.mails(to: "spy@daybook.example").last { $0.kind == "invitation" })
                .token
            #expect(
                await house.owner.send(.delete, "\(house.businessPath)/members/\(try await house.id(of: olga))").status
                    == 204)
            #expect(await spy.send(.post, "/invitations/accept", ["token": .string(token)]).status == 410)
        }
    }

    @Test(arguments: TestEngine.available)
    func `who was put out by the platform has invited nobody`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let olga = try await house.join("olga", "owner")
            let spy = house.guest.as(try await house.person("spy"))
            let adele = house.guest.as(try await house.person("adele"))
            let identity = house.composition.identity
            let user = try #require(UserID(try await house.id(of: olga)))
            func sent(by door: APIDoor) async throws -> JSON {
                _ = try await door.made(
                    "\(house.businessPath)/members", ["email": "spy@daybook.example", "role": "owner"])
                let mails = try await house.mails(to: "spy@daybook.example")
                return ["token": .string(try #require(mails.last { $0.kind == "invitation" }).token)]
            }
            let first = try await sent(by: olga)
            try await house.store.write { db in try identity.deactivate(user, by: .system, in: db) }
            #expect(await spy.send(.post, "/invitations/accept", first).code == "invitation_over")
            let invitation = try await house.owner.accepted(.get, "\(house.businessPath)/invitations")["items"]?.array?
                .first
            let open = invitation?["id"]?.string ?? ""
            #expect(await house.owner.send(.delete, "\(house.businessPath)/invitations/\(open)").status == 204)
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
}
