import House
import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// What an owner sees first, and the plans' names for businesses (L1, B1, B2).
@Suite struct DashboardTests {
    private func figures(_ json: JSON?) -> [Int64?] {
        ["total", "pending", "confirmed", "today", "this_week"].map { json?["\($0)_bookings"]?.integer }
    }

    @Test(arguments: TestEngine.available)
    func `the dashboard counts what the visitor may see, each business by its own days`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let empty = try await house.owner.accepted(.get, "/owners/dashboard")
            #expect(figures(empty) == [0, 0, 0, 0, 0])
            // Today at noon, tomorrow, and a week later; one of them is cancelled.
            for start in ["2026-11-23T11:00:00Z", TestHouse.tuesday, "2026-11-25T08:00:00Z", "2026-12-01T08:00:00Z"] {
                #expect(await house.book(start, "c\(start.prefix(10))@example.com").status == 201)
            }
            let all =
                try await house.owner.accepted(.get, "/bookings?business_id=\(house.business)")["items"]?.array ?? []
            let gone = try #require(all.first { $0["start"] == "2026-11-25T08:00:00Z" }?["id"]?.string)
            _ = try await house.owner.accepted(.put, "/bookings/\(gone)/cancel", [:])
            try await house.settings(["requires_approval": true])
            #expect(await house.book("2026-11-26T08:00:00Z", "d@example.com").status == 201)
            _ = try await house.owner.made("/businesses", ["name": "Second", "zone": "Asia/Tokyo"])
            let board = try await house.owner.accepted(.get, "/owners/dashboard")
            #expect(figures(board) == [5, 1, 3, 1, 3])
            let each = board["businesses"]?.array ?? []
            #expect(each.count == 2)
            #expect(figures(each.first { $0["slug"] == "swim-school" }) == [5, 1, 3, 1, 3])
            #expect(figures(each.first { $0["slug"] == "second" }) == [0, 0, 0, 0, 0])
            // The desk counts the same, and its week leads to that week.
            let desk = Browser(house.composition.site)
            _ = await desk.logIn("maria")
            let today = await desk.get("/desk/\(TestHouse.slug)")
            #expect(today.text.contains("/bookings?from=2026-11-23&amp;to=2026-11-29"))
            let week = await desk.get("/desk/\(TestHouse.slug)/bookings?from=2026-11-23&to=2026-11-29")
            #expect(week.text.contains("d@example.com") || week.text.contains("John Doe"))
            #expect(await house.guest.get("/owners/dashboard").status == 401)
            let zoe = house.guest.as(try await house.person("zoe"))
            #expect(try await zoe.accepted(.get, "/owners/dashboard")["businesses"] == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a business is listed, taken out of use, brought back and closed by the plans' names`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let listed = try await house.owner.accepted(.get, "/profiles")
            let known = try await house.owner.accepted(.get, "/businesses")
            #expect(listed == known)
            let path = "/profiles/\(house.business)"
            let zoe = house.guest.as(try await house.person("zoe"))
            let before = try await house.rows()
            #expect(await zoe.send(.put, "\(path)/deactivate").status == 404)
            #expect(await zoe.send(.delete, path).status == 404)
            #expect(try await house.rows().differences(from: before) == [])
            #expect(await house.owner.send(.put, "\(path)/deactivate").status == 200)
            #expect(await house.guest.get("/public/\(TestHouse.slug)").status == 404)
            #expect(await house.owner.send(.put, "\(path)/activate").status == 200)
            #expect(await house.guest.get("/public/\(TestHouse.slug)").status == 200)
            #expect(await house.owner.send(.delete, path).status == 204)
            #expect(await house.guest.get("/public/\(TestHouse.slug)").status == 404)
        }
    }
}
