import House
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// Links that somebody has sent to them anew, by a booking's reference and their address.
@Suite struct WantedLinkTests {
    private static let (john, ben) = ("john@example.com", "ben@example.com")

    /// A lesson from nine to ten on Tuesday, booked by John for twelve who are all Ben's. Its reference.
    private func booked(_ house: TestHouse) async throws -> String {
        let pool = try await house.owner.made(
            "/businesses/\(house.business)/resources", ["kind": "room", "name": "Pool", "capacity": 12])
        let offering: JSON = [
            "kind": "appointment", "name": "Group lesson", "duration_minutes": 60, "price": "50.00",
            "asks_names": true, "max_party": 12, "needs": [[pool["id"] ?? .null]],
        ]
        let group = try await house.owner.made("/businesses/\(house.business)/offerings", offering)
        let wish: [String: JSON] = [
            "offering_id": group["id"] ?? .null, "party": 12,
            "participants": .list((1...12).map { "Ben \($0)" }, JSON.string),
            "participant_emails": .list(Array(repeating: Self.ben, count: 12), JSON.string),
        ]
        let answer = await house.book(TestHouse.tuesday, Self.john, wish)
        #expect(answer.status == 201, "\(answer.text)")
        return answer.json?["reference"]?.string ?? ""
    }

    /// How many links a wish brings.
    private func wanted(_ house: TestHouse, _ reference: String, _ email: String) async throws -> Int {
        let count = "SELECT COUNT(*) FROM events WHERE action = 'booking.link_wanted'" as SQL
        let before = try await house.number(count)
        _ = await house.guest.send(.post, "/bookings/ref/\(reference)/link", ["email": .string(email)])
        try await house.composition.worker.drain()
        return try await house.number(count) - before
    }

    @Test(arguments: TestEngine.available)
    func `wishes at once bring a mail each`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            let answer = await house.book(TestHouse.tuesday, Self.john)
            let reference = answer.json?["reference"]?.string ?? ""
            let mails: SQL = "SELECT COUNT(*) FROM messages WHERE kind = 'link_sent'"
            for round in 1...12 {
                for _ in 0..<3 {
                    _ = await house.guest.send(.post, "/bookings/ref/\(reference)/link", ["email": .string(Self.john)])
                }
                try await house.composition.worker.drain()
                #expect(try await house.number(mails) == round * 3)
                house.clock.advance(by: .hours(25))
            }
            print("links, \(engine): 12 times three wishes at once, \(try await house.number(mails)) mails")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a wish brings ten links at most, and none once links of its kind have ended`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let reference = try await booked(house)
            #expect(try await wanted(house, reference, Self.ben) == 10)
            #expect(try await wanted(house, reference, Self.john) == 1)
            let end = try #require(Instant(rfc3339: TestHouse.tuesday)) + .hours(1)
            // Of who comes along a day after the booking, of who booked 90.
            for (days, email) in [(1, Self.ben), (90, Self.john)] as [(Int, String)] {
                house.clock.set(end + .days(days) - .milliseconds(1))
                #expect(try await wanted(house, reference, email) > 0, "\(email)")
                house.clock.set(end + .days(days))
                #expect(try await wanted(house, reference, email) == 0, "\(email)")
            }
        }
    }
}
