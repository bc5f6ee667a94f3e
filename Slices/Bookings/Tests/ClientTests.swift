import Catalogue
import Customers
import House
import Kernel
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web

@testable import Bookings

/// Who books, and whether we know them.
@Suite struct ClientTests {
    @Test(arguments: TestEngine.available)
    func `the same thing twice is refused, unless staff say so`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana", capacity: 9)]])
            _ = try await world.place(lesson, World.tuesday())
            try await refused("duplicate_booking") { try await world.place(lesson, World.tuesday()) }
            let byStaff = try await refusal { try await world.place(lesson, World.tuesday(), byStaff: true) }
            #expect(byStaff?.code == "duplicate_booking")
            _ = try await world.place(lesson, World.tuesday(), byStaff: true, twice: true)
            _ = try await world.place(lesson, World.tuesday(10))
            _ = try await world.place(lesson, World.tuesday(), "ben@example.com")
            #expect(try await world.count(.confirmed) == 4)
        }
    }

    @Test(arguments: TestEngine.available)
    func `who cancelled may book the same again`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            _ = try await world.cancel(world.place(lesson, World.tuesday()))
            #expect(try await world.place(lesson, World.tuesday()).status == .confirmed)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a returning client need not wait, where the business says so`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]], ["requires_approval": true])
            let first = try await world.place(lesson, World.tuesday())
            #expect(first.status == .pending)
            #expect(try await world.place(lesson, World.tuesday(10)).status == .pending)
            _ = try await world.advance(world.approve(first), .completed)
            #expect(try await world.place(lesson, World.tuesday(11)).status == .confirmed)
            #expect(try await world.place(lesson, World.tuesday(12), "new@example.com").status == .pending)
            try await world.settings(["auto_approve_returning_clients": false])
            #expect(try await world.place(lesson, World.tuesday(13)).status == .pending)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a client is found again by e-mail address, else by phone number, however they are written`(
        _ engine: TestEngine
    ) async throws {
        try await World.with(engine) { world in
            let path = "/public/\(world.slug)/book"
            let lesson = try await world.offering(needs: [[world.resource("Ana", capacity: 9)]])
            func book(_ hour: Int, _ more: [JSON.Member]) async -> Answer {
                let wish: JSON = [
                    "offering_id": .string(lesson.id.description), "start": .string(World.tuesday(hour).rfc3339),
                    "client_name": "John",
                ]
                return await world.postJSON(path, wish.adding(more))
            }
            #expect(await book(9, [.init("client_email", "John@Example.com ")]).status == 201)
            #expect(
                await book(10, [.init("client_email", "john@example.COM"), .init("client_phone", "+34 600-111 222")])
                    .status == 201)
            #expect(await book(11, [.init("client_phone", "0034 600 111 222")]).status == 201)
            #expect(try await world.number("SELECT COUNT(*) FROM customers") == 1)
            #expect(try await world.number("SELECT COUNT(DISTINCT customer_id) FROM bookings") == 1)
            // A new address with a known phone is somebody else in the same family.
            #expect(
                await book(12, [.init("client_email", "eve@example.com"), .init("client_phone", "+34600111222")]).status
                    == 201)
            #expect(try await world.number("SELECT COUNT(*) FROM customers") == 2)
            let before = try await world.rows()
            #expect(await book(13, []).status == 422)
            #expect(try await world.rows().differences(from: before) == [])
        }
    }
}
