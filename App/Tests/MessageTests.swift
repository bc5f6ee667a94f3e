import Bookings
import House
import Jobs
import Kernel
import Mail
import Storage
import Synchronization
import TestSupport
import Testing
import Timekeeping
import Web

@testable import Messages
@testable import daybook

/// A mail server that can be away.
private final class Postbox: MailTransport {
    private let state = Mutex<(isAway: Bool, sent: [Email])>((false, []))

    func send(_ email: Email) async throws(MailFault) {
        let isAway = state.withLock { state in
            if !state.isAway { state.sent.append(email) }
            return state.isAway
        }
        if isAway { throw .temporary("nobody answers") }
    }

    func goAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }
    var sent: [Email] { state.withLock { $0.sent } }
}

/// What people are told (F1, Q7).
@Suite struct MessageTests {
    private func worker(_ house: TestHouse, _ postbox: Postbox) throws -> Worker {
        let from = try #require(EmailAddress("daybook@example.org"))
        let messages = MessageSlice(
            house.composition.house, identity: house.composition.identity, members: house.composition.members,
            bookings: house.composition.bookings, transport: postbox, from: from)
        return Worker(
            store: house.store, handlers: house.composition.bookings.jobs + messages.jobs, logger: TestHouse.silent)
    }

    private func told(_ house: TestHouse) async throws -> [String] {
        try await house.store.read { db in
            try db.rows("SELECT kind, audience, to_address, state FROM messages WHERE audience <> 'user' ORDER BY id")
                .map { row in
                    let texts: [String] = try (0..<4).map { try row[$0] }
                    return texts.joined(separator: " ")
                }
        }
    }

    @Test(arguments: TestEngine.available)
    func `client and owner are told once, each in their language`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let postbox = Postbox()
            let worker = try worker(house, postbox)
            let answer = await house.book(TestHouse.tuesday, "john@example.com", ["tz": "America/New_York"])
            #expect(answer.status == 201)
            try await worker.drain()
            #expect(
                try await told(house) == [
                    "confirmed client john@example.com sent", "confirmed owner hola@swim-school.example sent",
                ])
            let texts = ["john@example.com", "hola@swim-school.example"].map { address in
                postbox.sent.first { $0.to.address.text == address }?.text ?? ""
            }
            #expect(texts[0].contains("Tuesday, 24 November 2026") && texts[0].contains("Europe/Madrid (CET)"))
            #expect(texts[0].contains("America/New York (EST)") && texts[0].contains("/b/"))
            #expect(texts[1].contains("martes, 24 de noviembre de 2026") && texts[1].contains("/desk/swim-school/"))
            #expect(!texts[1].contains("America/New York"))
            let invitation = try await house.number(
                "SELECT COUNT(*) FROM messages WHERE calendar LIKE '%20261124T080000Z%'")
            #expect(invitation >= 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `every turn of a request is told to whom it concerns`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            try await house.settings(["requires_approval": true])
            let postbox = Postbox()
            let worker = try worker(house, postbox)
            var ids: [String] = []
            for hour in ["08", "09", "10", "11"] {
                let booked = await house.book("2026-11-24T\(hour):00:00Z", "c\(hour)@example.com")
                ids.append(booked.json?["id"]?.string ?? "")
            }
            try await worker.drain()
            _ = try await house.owner.made("/booking/requests/\(ids[0])/approve", [:])
            _ = try await house.owner.made("/booking/requests/\(ids[1])/reject", ["reason": "Ana is ill."])
            _ = try await house.owner.accepted(.put, "/bookings/\(ids[2])/cancel", ["reason": "Closed."])
            house.clock.advance(by: .hours(30))
            try await worker.drain()
            let kinds = try await told(house).map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
            let expected = [
                "cancelled client", "confirmed client", "expired client", "expired owner", "rejected client",
                "requested client", "requested client", "requested client", "requested client", "requested owner",
                "requested owner", "requested owner", "requested owner",
            ]
            #expect(kinds.sorted() == expected)
            #expect(postbox.sent.count { $0.text.contains("Ana is ill.") } == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a mail server that is away stops no booking, and every mail goes out once when it is back`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let postbox = Postbox()
            let worker = try worker(house, postbox)
            // Maria's mail about her new account.
            try await worker.drain()
            let before = postbox.sent.count
            postbox.goAway(true)
            for hour in 8...12 {
                let start = "2026-11-24T\(hour < 10 ? "0" : "")\(hour):00:00Z"
                #expect(await house.book(start, "c\(hour)@example.com").status == 201)
                try await worker.drain()
            }
            #expect(postbox.sent.count == before)
            let written = try await told(house)
            #expect(written.count == 10)
            for line in written { #expect(line.hasSuffix("queued")) }
            postbox.goAway(false)
            house.clock.advance(by: .minutes(5))
            try await worker.drain()
            try await worker.drain()
            let ids = postbox.sent.dropFirst(before).map(\.messageID)
            let (missing, doubled) = (10 - Set(ids).count, ids.count - Set(ids).count)
            #expect(missing == 0 && doubled == 0)
            for line in try await told(house) { #expect(line.hasSuffix("sent")) }
            print(
                "Q7 \(engine): 5 bookings while the mail server was away, 10 mails, missing \(missing), doubled \(doubled)"
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `the business hears of whatever clients do, signed in or not, and of nothing it did itself`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let worker = try worker(house, Postbox())
            let jo = house.guest.as(try await house.person("joan"))
            let start = "2026-11-26T08:00:00Z"
            let booked = try await jo.made("/public/\(TestHouse.slug)/book", house.wish(start, "jo@example.com"))
            let key = booked["manage_url"]?.string?.split(separator: "/").last.map(String.init) ?? ""
            let path = "/customer/bookings/\(booked["id"]?.string ?? "")"
            _ = try await jo.accepted(
                .put, "\(path)/reschedule", ["key": .string(key), "start": "2026-11-26T09:00:00Z"])
            // In good time, so that all of it is given back.
            _ = try await house.guest.accepted(.put, "\(path)/cancel", ["key": .string(key)])
            let entered = try await house.owner.made(
                "/bookings", house.wish(start, "ada@example.com", ["business_id": .string(house.business)]))
            let own = "/bookings/\(entered["id"]?.string ?? "")"
            _ = try await house.owner.accepted(.put, "\(own)/reschedule", ["start": "2026-11-26T10:00:00Z"])
            try await worker.drain()
            let owners = try await told(house).filter { $0.contains(" owner ") }.map { $0.prefix { $0 != " " } }
            // What the booking is no longer is told to nobody.
            #expect(owners == ["cancelled"])
            #expect(booked["created_by"] ?? .null == .null && entered["created_by"]?.string != nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func `each turn that a client gives a booking is told to the business`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let postbox = Postbox()
            let worker = try worker(house, postbox)
            let jo = house.guest.as(try await house.person("joan"))
            let booked = try await jo.made(
                "/public/\(TestHouse.slug)/book", house.wish("2026-11-26T08:00:00Z", "jo@example.com"))
            try await worker.drain()
            let key = booked["manage_url"]?.string?.split(separator: "/").last.map(String.init) ?? ""
            let path = "/customer/bookings/\(booked["id"]?.string ?? "")"
            _ = try await jo.accepted(
                .put, "\(path)/reschedule", ["key": .string(key), "start": "2026-11-26T09:00:00Z"])
            try await worker.drain()
            _ = try await jo.accepted(.put, "\(path)/cancel", ["key": .string(key)])
            try await worker.drain()
            let owners = try await told(house).filter { $0.contains(" owner ") }.map { $0.prefix { $0 != " " } }
            #expect(owners == ["confirmed", "rescheduled", "cancelled"])
            // The deadlines moved with it.
            let deadlines = postbox.sent.compactMap { $0.text.firstMatch(of: /100% back until (.+)/)?.1 }
            #expect(Set(deadlines).count == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a mail waits two days for a server that is away, and after three its secrets are gone`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let postbox = Postbox()
            let worker = try worker(house, postbox)
            try await worker.drain()
            postbox.goAway(true)
            func book(_ day: Int, hours: Int) async throws {
                #expect(await house.book("2026-12-0\(day)T09:00:00Z", "c\(day)@example.com").status == 201)
                for _ in 0..<(2 * hours) {
                    try await worker.drain()
                    house.clock.advance(by: .minutes(30))
                }
            }
            let before = postbox.sent.count
            try await book(1, hours: 48)
            #expect(try await told(house).allSatisfy { $0.hasSuffix("queued") })
            postbox.goAway(false)
            house.clock.advance(by: .hours(2))
            try await worker.drain()
            #expect(postbox.sent.count == before + 2)
            postbox.goAway(true)
            try await book(2, hours: 150)
            try await worker.drain()
            let states = try await told(house).suffix(2)
            let kept = try await house.number(
                "SELECT COUNT(*) FROM messages WHERE state = 'failed' AND has_secret = 1 AND body <> ''")
            #expect(states.allSatisfy { $0.hasSuffix(" failed") })
            #expect(kept == 0)
            #expect(try await house.number("SELECT COUNT(*) FROM jobs WHERE kind = 'Messages.send'") == 0)
        }
    }

    /// The business is told who comes to a booking of somebody else's.
    @Test(arguments: TestEngine.available)
    func `a mail that is on its way while one who comes is erased arrives, and is empty from then on`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let postbox = Postbox()
            let worker = try worker(house, postbox)
            _ = await house.book(TestHouse.tuesday)
            try await worker.drain()
            postbox.goAway(true)
            try await house.bookPair(for: "ada@example.com", with: ("Johnny Doe", "john@example.com"))
            try await worker.drain()
            let path = house.held(try await house.customer()) + "?cancels_upcoming=true"
            #expect(await house.owner.send(.delete, path).status == 204)
            postbox.goAway(false)
            house.clock.advance(by: .minutes(5))
            try await worker.drain()
            let arrived = postbox.sent.filter { $0.text.contains("Johnny Doe") }.map(\.to.address.text)
            #expect(Set(arrived) == ["ada@example.com", "hola@swim-school.example"])
            #expect(try await !house.everything().contains("Johnny Doe"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `an event composed twice makes one message`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let worker = try worker(house, Postbox())
            #expect(await house.book(TestHouse.tuesday).status == 201)
            try await house.store.write { db in
                let payload: String? = try db.value("SELECT payload FROM jobs WHERE kind = 'Messages.compose'")
                try db.execute(
                    """
                    INSERT INTO jobs (id, kind, payload, unique_key, state, due_at, first_due_at, attempts, fence)
                    VALUES (\(1), 'Messages.compose', \(payload), NULL, 0, 0, 0, 0, 0)
                    """)
            }
            try await worker.drain()
            #expect(try await told(house).count == 2)
        }
    }
}
