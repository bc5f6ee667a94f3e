import Catalogue
import House
import Identity
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Words

@testable import Web
@testable import daybook

/// The record of what happened: that looks of admins are in it, and how it is read (M3).
@Suite struct RecordTests {
    @Test(arguments: TestEngine.available)
    func `every look of an admin at a business or its clients is in its record, with who and where`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let (adele, own) = try await house.admin()
            let booking = await house.book(TestHouse.tuesday).json
            let id = booking?["id"]?.string ?? ""
            _ = try await adele.accepted(.get, "/bookings/\(id)")
            _ = try await adele.accepted(.get, "/bookings?business_id=\(house.business)")
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("adele")
            #expect(await browser.get("/desk/\(TestHouse.slug)/bookings/\(id)").status == 200)
            #expect(await browser.get("/admin/bookings?q=john").text.contains("John Doe"))
            let found = try await adele.items("/admin/bookings?q=john")
            #expect(found.count == 1 && found[0]["id"]?.string == id)
            let seen = try await house.owner.items("/businesses/\(house.business)/events?action=admin.read")
            #expect(seen.count == 3 && seen.allSatisfy { $0["actor"]?.string == own })
            #expect(seen.contains { $0["subject"]?.string == id })
            let platform = try await adele.items("/admin/events?action=admin&actor=\(own)")
            #expect(platform.count == 2)
            // Maria reads her own: that is nobody's business.
            _ = try await house.owner.accepted(.get, "/bookings/\(id)")
            let count = try await house.number("SELECT COUNT(*) FROM events WHERE action = 'admin.read'")
            // The admin's reading of the platform's record is one more.
            #expect(count == 6)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what an admin reads of a client is in the record under that client`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (adele, own) = try await house.admin()
            _ = await house.book(TestHouse.tuesday)
            let client = try await house.customer()
            _ = try await adele.accepted(.get, house.held(client))
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("adele")
            #expect(await browser.get("/desk/\(TestHouse.slug)/customers/\(client)").text.contains("John Doe"))
            let seen = try await house.owner.items(
                "/businesses/\(house.business)/events?subject=\(client)&actor=\(own)")
            let actions = seen.compactMap { $0["action"]?.string }.sorted()
            #expect(actions == ["admin.read", "admin.read", "customer.exported", "customer.read"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `what a refused form shows an admin is in the record as well`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = try await house.admin()
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("adele")
            let form = await browser.get("/desk/new")
            let refused = await browser.post("/desk/\(TestHouse.slug)/members", ["email": "no address"], from: form)
            #expect(refused.status == 422 && refused.text.contains("maria@daybook.example"))
            let seen = try await house.owner.items("/businesses/\(house.business)/events?action=admin.read")
            #expect(seen.count == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `the record is found by action, actor, subject and dates, page by page, and read as sentences`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let path = "/businesses/\(house.business)/events"
            let booking = await house.book(TestHouse.tuesday).json?["id"]?.string ?? ""
            house.clock.advance(by: .hours(24))
            let owner = house.guest.as(try await house.grant("maria").access)
            _ = try await owner.accepted(.put, "/bookings/\(booking)/cancel", [:])
            let about = try await owner.items("\(path)?subject=\(booking)")
            #expect(about.compactMap { $0["detail"]?.string } == ["Booking cancelled", "Booking confirmed"])
            #expect(about.map { $0["actor_name"]?.string } == ["Maria Ortiz", nil])
            #expect(try await owner.items("\(path)?actor=guest").count == 1)
            #expect(try await owner.items("\(path)?from=2026-11-24&to=2026-11-24").count == 1)
            #expect(try await owner.items("\(path)?action=resource").count == 2)
            #expect(try await owner.items("\(path)?action=resou").isEmpty)
            #expect(try await owner.items("\(path)?action=%25").isEmpty)
            var (cursor, all): (String?, [String]) = (nil, [])
            repeat {
                let page = try await owner.accepted(.get, "\(path)?limit=3\(cursor.map { "&cursor=\($0)" } ?? "")")
                all += (page["items"]?.array ?? []).compactMap { $0["id"]?.string }
                cursor = page["next_cursor"]?.string
            } while cursor != nil
            let count = try await house.number("SELECT COUNT(*) FROM events WHERE business_id <> 0")
            #expect(all.count == count && Set(all).count == count && all == all.sorted(by: >))
            #expect(await owner.get("\(path)?cursor=1").status == 422)
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("maria")
            let page = await browser.get("/desk/\(TestHouse.slug)/events?action=booking")
            #expect(page.text.contains("Booking cancelled") && !page.text.contains("Person, room or thing added"))
        }
    }

    @Test func `every event that a slice tells of has its sentence`() async throws {
        try await TestHouse.empty { house in
            let words = house.house.words.words(.en)
            let told = try Repository.swift().filter { $0.path.contains("Slices/") }.flatMap { file in
                file.text.matches(of: /(?:emit|changed)\(\s*"([a-z_]+\.[a-z_]+)"/).map { String($0.1) }
            }
            #expect(Set(told).count > 40)
            let named = ["requested", "rejected", "cancelled", "expired", "checked_in"].map { "booking.\($0)" }
            for action in Set(told + named + ["business.verified", "business.unverified", "business.activated"]) {
                #expect(words.has("event.\(action)"), "\(action)")
            }
        }
    }
}
