import Bookings
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping

@testable import Web
@testable import daybook

/// How many mails strangers can have sent to one address (M1).
@Suite struct ReceiverTests {
    @Test(arguments: TestEngine.available)
    func `one address receives the mails of so many bookings an hour, whoever makes them`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let site = try await AbuseTests.guarded(house, [.bookingsPerReceiver: "2"]).site
            func book(_ number: Int, _ email: String) async -> Answer {
                await AbuseTests.send(
                    site, "/public/\(TestHouse.slug)/book", house.wish(AbuseTests.slot(number), email),
                    from: "192.0.2.\(number)")
            }
            let statuses = [
                await book(0, "victim@example.com").status, await book(1, "Victim@Example.com").status,
            ]
            #expect(statuses == [201, 201])
            let before = try await house.rows()
            let third = await book(2, "victim@example.com")
            #expect(third.status == 429 && third.code == "too_many_for_receiver" && third.header("retry-after") != nil)
            #expect(try await house.rows().differences(from: before) == [])
            #expect(await book(2, "somebody@example.com").status == 201)
            house.clock.advance(by: .hours(1))
            #expect(await book(3, "victim@example.com").status == 201)
        }
    }

    @Test(arguments: TestEngine.available)
    func `of many bookings at once on two nodes one address receives its share and no more`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine, connections: 8) { house in
            let nodes = [
                try await AbuseTests.guarded(house, [.bookingsPerReceiver: "5"]).site,
                try await AbuseTests.guarded(house, [.bookingsPerReceiver: "5"]).site,
            ]
            let answers = await withTaskGroup(of: Answer.self) { group in
                for number in 0..<24 {
                    let wish = house.wish(AbuseTests.slot(number), "victim@example.com")
                    group.addTask {
                        await AbuseTests.send(
                            nodes[number % 2], "/public/\(TestHouse.slug)/book", wish, from: "192.0.2.\(number)")
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let (made, refused) = (
                answers.count { $0.status == 201 }, answers.count { $0.code == "too_many_for_receiver" }
            )
            #expect(made == 5 && refused == 19, "\(answers.map(\.status))")
            #expect(try await house.number("SELECT COUNT(*) FROM bookings") == 5)
            try await house.composition.worker.drain()
            let mails = try await house.number(
                "SELECT COUNT(*) FROM messages WHERE to_address = 'victim@example.com'")
            print(
                "\(engine): 24 bookings under one address at once on two nodes, 5 an hour: \(made) made, \(mails) mails"
            )
            #expect(mails == 5)
            house.clock.advance(by: .hours(1))
            try await house.store.write { db in try db.forgetReceivers() }
            #expect(try await house.number("SELECT COUNT(*) FROM mail_receivers") == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `guests, each date of a series and each move count as well, and an answer that is repeated does not`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let site = try await AbuseTests.guarded(house, [.bookingsPerReceiver: "4"]).site
            let pool = try await house.owner.made(
                "/businesses/\(house.business)/resources", ["kind": "room", "name": "Pool", "capacity": 9])
            let offering: JSON = [
                "kind": "appointment", "name": "Pair lesson", "duration_minutes": 60, "price": "50.00",
                "buffer_time_minutes": 0, "asks_names": true, "max_party": 3, "needs": [[pool["id"] ?? .null]],
            ]
            let pair = try await house.owner.made("/businesses/\(house.business)/offerings", offering)["id"] ?? .null
            let door = "/public/\(TestHouse.slug)"
            func along(_ number: Int, _ email: String) async -> Answer {
                let more: [String: JSON] = [
                    "offering_id": pair, "party": 3, "participants": ["A", "B", "C"],
                    "participant_emails": ["victim@example.com", "", "Victim@Example.com"],
                ]
                return await AbuseTests.send(site, "\(door)/book", house.wish(AbuseTests.slot(number), email, more))
            }
            #expect(await along(0, "eve@example.com").status == 201)
            #expect(await along(1, "mallory@example.com").status == 201)
            let before = try await house.rows()
            #expect(await along(2, "trudy@example.com").code == "too_many_for_receiver")
            #expect(
                await AbuseTests.send(site, "\(door)/book", house.wish(AbuseTests.slot(2), "victim@example.com")).status
                    == 429)
            #expect(try await house.rows().differences(from: before) == [])

            func series(_ number: Int, _ count: Int, _ email: String) async -> Answer {
                let more: [String: JSON] = ["weekdays": [2, 3, 4, 5], "count": .number(count)]
                return await AbuseTests.send(site, "\(door)/series", house.wish(AbuseTests.slot(number), email, more))
            }
            #expect(await series(2, 3, "series@example.com").status == 201)
            #expect(await series(3, 1, "series@example.com").status == 201)
            #expect(await series(4, 1, "series@example.com").status == 429)
            #expect(await series(4, 6, "long@example.com").status == 201, "one whole series, where nothing was before")
            #expect(await series(5, 1, "long@example.com").status == 429)
            house.clock.advance(by: .minutes(30))
            #expect(await series(5, 1, "long@example.com").status == 429, "and it is waited for")
            house.clock.advance(by: .minutes(30))

            let mover = await AbuseTests.send(
                site, "\(door)/book", house.wish(AbuseTests.slot(5), "mover@example.com"), key: "k-mover")
            let key = mover.json?["manage_url"]?.string?.split(separator: "/").last.map(String.init) ?? ""
            func move(_ hour: Int) async -> Answer {
                await AbuseTests.send(
                    site, "/customer/bookings/\(mover.json?["id"]?.string ?? "")/reschedule",
                    ["key": .string(key), "start": .string("2026-12-03T\(hour):00:00Z")], .put)
            }
            let moves = [await move(10).status, await move(11).status, await move(12).status]
            #expect(moves == [200, 200, 200])
            let settled = try await house.rows()
            #expect(await move(13).code == "too_many_for_receiver")
            #expect(try await house.rows().differences(from: settled) == [])
            let again = await AbuseTests.send(
                site, "\(door)/book", house.wish(AbuseTests.slot(5), "mover@example.com"), key: "k-mover")
            #expect(again.status == 201 && again.text == mover.text)
            #expect(try await house.rows().differences(from: settled) == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `inviting, withdrawing and inviting again sends no heap of mails`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let path = "/businesses/\(house.business)"
            var statuses: [Int] = []
            for _ in 0..<10 {
                let wish: JSON = ["email": "victim@example.com", "role": "viewer"]
                let answer = await house.owner.send(.post, "\(path)/members", wish)
                statuses.append(answer.status)
                guard let id = answer.json?["id"]?.string else { continue }
                #expect(await house.owner.send(.delete, "\(path)/invitations/\(id)").status == 204)
            }
            #expect(statuses == Array(repeating: 201, count: 4) + Array(repeating: 429, count: 6))
            let kept = try await house.number("SELECT COUNT(*) FROM invitations")
            #expect(kept == 4)
        }
    }
}
