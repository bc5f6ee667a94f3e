import Catalogue
import House
import Identity
import Kernel
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web

@testable import Bookings

/// Links that are made again from their rows: few rows, and no link that ends by another or comes back.
extension LinkTests {
    @Test(arguments: TestEngine.available)
    func `whatever is mailed, asked for and answered again, a booking has a few rows of links and each goes on working`(
        _ engine: TestEngine
    ) async throws {
        try await World.with(engine) { world in
            let (booking, people) = try await booked(world)
            let answer = try await world.house.store.write { db in
                try world.bookings.manageKey(booking, isNew: true, in: db)
            }
            let (mail, look) = (try await manage(world, booking), try await view(world, booking, people[0]))
            #expect(Set([answer, mail, look]).count == 3, "who books may not be who reads the mails")
            let rows: SQL = "SELECT COUNT(*) FROM booking_links"
            let before = try await world.number(rows)
            for _ in 0..<60 {
                let again = try await world.house.store.write { db in
                    _ = try world.bookings.mailedURL(booking, for: people[0], in: db)
                    _ = try world.bookings.mailedURL(booking, in: db)
                    return try world.bookings.manageKey(booking, in: db)
                }
                #expect(again == answer)
            }
            for _ in 0..<4 {
                try await world.house.store.write { db in
                    try world.bookings.wantLink(booking.reference, email: "john@example.com", world.visit(), in: db)
                }
                _ = try await world.work()
                let sent = try await world.house.store.write { db in try world.bookings.awaitedURLs(booking, in: db) }
                #expect(sent.map { key($0.url) } == [mail])
                world.clock.advance(by: .hours(1))
            }
            #expect(try await world.number(rows) == before)
            for key in [answer, mail, look] { #expect(try await open(world, booking, key) != nil) }
            for _ in 0..<(BookingSlice.endedMost + 10) {
                try await world.house.store.write { db in
                    try world.bookings.sendLink(booking, to: nil, by: world.origin, in: db)
                    _ = try world.bookings.awaitedURLs(booking, in: db)
                }
            }
            let many = try await world.number(rows)
            print("links, \(engine): 180 mails and answers, 4 wishes, 60 sent by staff: rows \(before), then \(many)")
            #expect(many <= 2 * (BookingSlice.endedMost + 3))
            #expect(try await open(world, booking, look) != nil, "a participant's is nobody else's")
        }
    }

    @Test(arguments: TestEngine.available)
    func `what staff have ended is not opened anew by asking for the answer again`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            let wish: JSON = [
                "offering_id": .string(lesson.id.description), "start": .string(World.tuesday().rfc3339),
                "client_name": "John", "client_email": "john@example.com",
            ]
            func book() async -> String? {
                await world.postJSON("/public/\(world.slug)/book", wish, key: "k-1").json?["manage_url"]?.string
            }
            let first = try #require(await book())
            let path = String(first.dropFirst("http://localhost".count))
            #expect(await world.get(path).status == 200)
            let all = try await world.house.store.read { db in try db.rows("SELECT * FROM bookings").map(Booking.init) }
            let booking = try #require(all.first)
            try await world.house.store.write { db in
                try world.bookings.sendLink(booking, to: nil, by: world.origin, in: db)
            }
            #expect(await world.get(path).status == 404)
            let again = await book()
            #expect(again == first)
            #expect(await world.get(path).status == 404)
            let form = "/book/\(world.slug)/\(lesson.id)/at/\(World.tuesday(11).rfc3339)"
            let typed = [
                "client_name": "Eve", "client_email": "eve@example.com", "request": String(repeating: "k", count: 20),
            ]
            let page = try #require(await world.post(form, typed).header("location"))
            #expect(await world.get(page).status == 200)
            try await world.house.store.write { db in try db.execute("UPDATE booking_links SET revoked_at = \(db.now)")
            }
            #expect(await world.post(form, typed).header("location") == page)
            #expect(await world.get(page).status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func `links end with their keys, and outlive new ones`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (booking, people) = try await booked(world)
            let keys = world.bookings.identity.keys
            let old = [try await manage(world, booking), try await view(world, booking, people[0])]
            func vouches(_ key: String) async throws -> Bool {
                try await world.house.store.read { db in
                    try world.bookings.vouches(DeskCode.of(key), for: booking, in: db).isOpen
                }
            }
            try await world.house.store.write { db in try keys.rotate(in: db) }
            try await keys.refresh(world.house.store)
            for key in old { #expect(try await open(world, booking, key) != nil) }
            #expect(try await manage(world, booking) == old[0], "made again by the key that made it")
            #expect(try await vouches(old[0]))
            try await world.house.store.write { db in try keys.rotate(endingLinks: true, in: db) }
            try await keys.refresh(world.house.store)
            for key in old {
                #expect(try await open(world, booking, key) == nil)
                #expect(try await vouches(key) == false)
            }
            let fresh = try await manage(world, booking)
            #expect(fresh != old[0])
            #expect(try await open(world, booking, fresh)?.purpose == .manage)
        }
    }
}
