import Catalogue
import HTTPTypes
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping

@testable import Web
@testable import daybook

/// What a stranger learns of bookings that are not theirs, and how fast they can ask (D3, D11, M1).
@Suite struct LookUpTests {
    @Test(arguments: TestEngine.available)
    func `a stranger who types somebody's address does not learn what was booked with it`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let site = house.composition.site
            let session = try await house.session()
            let course = OfferingID(
                rawValue: Int64(try await house.number("SELECT id FROM offerings WHERE kind = 'course'")))
            let book = "/public/\(TestHouse.slug)/book"
            let (home, far) = ("192.0.2.7", "198.51.100.9")
            func seat(_ email: String, from address: String, token: String? = nil) async -> Answer {
                let wish: JSON = [
                    "offering_id": .string(course.description), "session_id": .string(session), "client_name": "John",
                    "client_email": .string(email),
                ]
                return await AbuseTests.send(site, book, wish, from: address, token: token)
            }
            #expect(await seat("john@daybook.example", from: home).status == 201)
            let again = await seat("john@daybook.example", from: home)
            #expect(again.code == "duplicate_booking", "it is their own: \(again.text)")
            let john = try await house.person("john")
            #expect(await seat("john@daybook.example", from: far, token: john).status == 201, "not proven")
            try await house.store.write { db in
                try db.execute("UPDATE users SET email_verified_at = \(db.now) WHERE username = 'john'")
            }
            let proven = await seat("john@daybook.example", from: far, token: john)
            #expect(proven.code == "duplicate_booking")
            let staff = await house.owner.send(
                .post, "/bookings",
                [
                    "business_id": .string(house.business), "offering_id": .string(course.description),
                    "session_id": .string(session), "client_name": "John", "client_email": "john@daybook.example",
                ])
            #expect(staff.code == "duplicate_booking")
            let (known, unknown) = (
                await seat("john@daybook.example", from: far), await seat("nobody@example.com", from: far)
            )
            #expect(known.status == 201 && unknown.status == 201)

            #expect(
                await AbuseTests.send(site, book, house.wish(AbuseTests.slot(0), "john@daybook.example")).status == 201)
            #expect(
                await AbuseTests.send(site, book, house.wish(AbuseTests.slot(0), "other@example.com")).status == 201)
            func told(_ email: String) async -> [JSON.Member]? {
                let answer = await AbuseTests.send(site, book, house.wish(AbuseTests.slot(0), email), from: far)
                return answer.json?.members?.filter { $0.name != "request_id" }
            }
            let (one, other) = (await told("john@daybook.example"), await told("nobody@example.com"))
            let isTaken = one?.contains { $0.value == "slot_taken" }
            #expect(one == other && isTaken == true)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a link that is asked for again and again asks for work, at either door`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let site = try await AbuseTests.guarded(house, [.challengeAfter: "2"]).site
            let type: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            let form = Incoming(
                .post, "/find", headers: type, body: Array("reference=K7M2Q9XA&email=john%40example.com".utf8),
                address: "192.0.2.7")
            var statuses: [Int] = []
            for _ in 0..<2 {
                statuses.append(
                    await AbuseTests.send(site, "/bookings/ref/K7M2Q9XA/link", ["email": "john@example.com"]).status)
                statuses.append(await site.answer(form).status)
            }
            #expect(statuses == [202, 303, 403, 403])
        }
    }

    @Test func `references are looked up thirty times a minute by one network, by the API and the page together`()
        async throws
    {
        try await TestHouse.with(.sqlite) { house in
            let site = try await AbuseTests.guarded(house).site
            func look(_ number: Int, _ network: Int = 1) async -> Int {
                let address = "2001:db8:0:\(network)::\(number)"
                let incoming =
                    number % 2 == 0
                    ? Incoming(.get, "/api/v1/bookings/ref/ZZZZZZZZ", address: address)
                    : Incoming(.get, "/find", query: "reference=ZZZZZZZZ", address: address)
                return await site.answer(incoming).status
            }
            var statuses: [Int] = []
            for number in 1...34 { statuses.append(await look(number)) }
            #expect(statuses == Array(repeating: 404, count: 30) + Array(repeating: 429, count: 4))
            #expect(await look(1, 2) == 404)
            house.clock.advance(by: .minutes(1))
            #expect(await look(1) == 404)
        }
    }

    @Test func `links and codes are asked for and tried at the rate of log-ins`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let site = try await AbuseTests.guarded(house, [.signInsPerMinute: "3"]).site
            let doors: [(path: String, body: JSON)] = [
                ("/bookings/ref/K7M2Q9XA/link", ["email": "john@example.com"]),
                ("/customer/codes", ["email": "john@example.com"]),
                ("/customer/sessions", ["challenge_token": "x", "code": "1234 5678"]),
            ]
            for (number, door) in doors.enumerated() {
                var statuses: [Int] = []
                for _ in 0..<5 {
                    statuses.append(await AbuseTests.send(site, door.path, door.body, from: "192.0.2.\(number)").status)
                }
                #expect(statuses.prefix(3).allSatisfy { $0 != 429 }, "\(door.path)")
                #expect(statuses.suffix(2) == [429, 429], "\(door.path)")
            }
            for (number, path) in ["/my", "/my/code", "/find"].enumerated() {
                var statuses: [Int] = []
                for _ in 0..<5 {
                    let type: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
                    let incoming = Incoming(
                        .post, path, headers: type, body: Array("email=john%40example.com&reference=K7M2Q9XA".utf8),
                        address: "198.51.100.\(number)")
                    statuses.append(await site.answer(incoming).status)
                }
                #expect(statuses.suffix(2) == [429, 429], "\(path)")
            }
        }
    }
}
