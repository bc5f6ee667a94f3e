import Bookings
import Catalogue
import House
import Storage
import TestSupport
import TestWorld
import Testing
import Web

/// The times that an address answers can be had at the next one (C1, D7, D13).
@Suite struct OfferedTimesTests {
    @Test(arguments: TestEngine.available)
    func `the address answers starts that the basket's door takes as they are`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let cut = try await world.offering(
                needs: [[ana, ben]], ["duration_minutes": 40, "buffer_time_minutes": 10, "lets_choose": true])
            let wash = try await world.offering(needs: [[ben]], ["duration_minutes": 25])
            let query = "offering_id=\(cut.id)&offering_id=\(wash.id)&start_date=2026-11-24&end_date=2026-11-25"
            let path = "/api/v1/public/\(world.slug)/basket/availability"
            let free = await world.get("\(path)?\(query)").json?["2026-11-24"]?.array ?? []
            let first = try #require(free.first)
            #expect(first["start_time"] == "09:00" && first["end_time"] == "10:05")
            let client: [JSON.Member] = [
                .init("client_name", "Jo"), .init("client_email", "jo@example.com"),
            ]
            func book(_ slot: JSON) async -> Int {
                let body = JSON.object([.init("items", slot["items"] ?? .null)]).adding(client)
                return await world.postJSON("/public/\(world.slug)/basket", body).status
            }
            let statuses = [await book(first), await book(first)]
            #expect(statuses == [201, 409])
            let left = await world.get("\(path)?\(query)").json?["2026-11-24"]?.array ?? []
            #expect(left.count < free.count && !left.contains(first))
            // With Ben for both, he needs his ten minutes in between.
            let his = await world.get("\(path)?\(query)&resource_id=\(ben)").json?["2026-11-25"]?.array ?? []
            #expect(his.first?["end_time"] == "10:15")
            let status = await book(try #require(his.first))
            #expect(status == 201)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `the doors answer the same to the link and to staff, and nobody else`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]], ["step_minutes": 30])
            let booking = try await world.place(lesson, World.tuesday(10))
            let key = try await world.house.store.write { db in try world.bookings.manageKey(booking, in: db) }
            let path = "/api/v1/customer/bookings/\(booking.id)/availability"
            let dates = "start_date=2026-11-24&end_date=2026-11-24"
            let answer = await world.get("\(path)?key=\(key)&\(dates)")
            let times = answer.json?["2026-11-24"]?.array?.compactMap { $0["start_time"]?.string } ?? []
            #expect(times.contains("09:30") && times.contains("10:30") && !times.contains("10:00"))
            let wrong = String(key.reversed())
            for (query, status) in [
                ("key=\(wrong)&\(dates)", 404), (dates, 404), ("key=\(key)", 422), ("key=\(key)&\(dates)&tz=x", 422),
                ("key=\(key)&start_date=2026-11-25&end_date=2026-11-24", 422),
            ] {
                let refused = await world.get("\(path)?\(query)")
                #expect(refused.status == status, "\(query)")
            }
            let strange = await world.get("/api/v1/bookings/\(booking.id)/availability?\(dates)")
            #expect(strange.status == 401)
            _ = try await world.cancel(booking)
            let over = await world.get("\(path)?key=\(key)&\(dates)")
            #expect(over.status == 409 && over.json?["code"] == "not_movable")
        }
    }
}
