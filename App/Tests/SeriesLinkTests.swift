import Bookings
import House
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// Whose link opens what of a series (H3).
@Suite struct SeriesLinkTests {
    @Test(arguments: TestEngine.available)
    func `a client's link opens the whole series, and a participant's the booking that it was made for`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let offering: JSON = [
                "kind": "appointment", "name": "Lesson", "duration_minutes": 60, "price": "50.00", "asks_names": true,
                "needs": [[.string(house.ana)]],
            ]
            let lesson = try await house.owner.made("/businesses/\(house.business)/offerings", offering)
            let wish: JSON = [
                "offering_id": lesson["id"] ?? .null, "start": .string(TestHouse.tuesday), "client_name": "John Doe",
                "client_email": "john@example.com", "participants": ["Pat Poe"],
                "participant_emails": ["pat@example.com"], "count": 2,
            ]
            let placed = try await house.guest.made("/public/\(TestHouse.slug)/series", wish)
            let ids = (placed["bookings"]?.array ?? []).compactMap { $0["id"]?.string.flatMap { BookingID($0) } }
            #expect(ids.count == 2)
            let slice = house.composition.bookings
            let (references, clients, pats) = try await house.store.write { db in
                let bookings = try ids.map { id in
                    guard let booking = try db.booking(id) else { throw Problem.notFound }
                    return booking
                }
                func key(_ booking: Booking, forPat: Bool) throws -> String {
                    let pat = forPat ? try db.participantList(booking).first : nil
                    return try slice.mailedURL(booking, for: pat, in: db).split(separator: "/").last.map(String.init)
                        ?? ""
                }
                return (
                    bookings.map(\.reference), try key(bookings[0], forPat: false), try key(bookings[0], forPat: true)
                )
            }
            let browser = Browser(house.composition.site)
            var statuses: [Int] = []
            for key in [clients, pats] {
                for reference in references { statuses.append(await browser.get("/b/\(reference)/\(key)").status) }
            }
            #expect(statuses == [200, 200, 200, 404])
        }
    }

    @Test(arguments: TestEngine.available)
    func `what staff enter several at once mails the client's link, and shows it to nobody else`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let wish = house.wish(TestHouse.tuesday, "john@example.com", ["business_id": .string(house.business)])
            let series = try await house.owner.made("/bookings/series", wish.adding([.init("count", .integer(1))]))
            let item: JSON = ["offering_id": .string(house.lesson), "start": "2026-11-25T08:00:00Z"]
            let basket = try await house.owner.made(
                "/bookings/basket",
                [
                    "items": [item], "client_name": "Jane Roe", "client_email": "jane@example.com",
                    "business_id": .string(house.business),
                ])
            for answer in [series, basket] {
                #expect(answer["bookings"]?.array?.count == 1 && !answer.text.contains("/b/"))
            }
        }
    }
}
