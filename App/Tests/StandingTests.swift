import Catalogue
import Identity
import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// A business that is taken out of use, brought back, and closed, by its desk (B1, B2).
@Suite struct StandingTests {
    private static let desk = "/desk/\(TestHouse.slug)"
    private static let settings = "\(desk)/settings"

    @Test(arguments: TestEngine.available)
    func `an owner takes the business out of use and brings it back, and the desk says how it stands`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let maria = try await house.browser("maria")
            let manager = try await house.browser("mona", role: "manager")
            let shown = await maria.get(Self.settings).text
            #expect(shown.contains("href=\"\(Self.settings)/deactivate\" data-confirm"))
            #expect(!shown.contains("/settings/activate\""))
            #expect(await manager.get(Self.settings).text.contains("/settings/deactivate") == false)
            let before = try await house.rows()
            let ask = await maria.get("\(Self.settings)/deactivate")
            #expect(ask.status == 200 && ask.text.contains("data-ask"))
            #expect(await manager.get("\(Self.settings)/deactivate").status == 403)
            let form = await manager.get("/desk/new")
            #expect(await manager.post("\(Self.settings)/deactivate", [:], from: form).status == 403)
            #expect(try await house.rows().differences(from: before) == [])

            #expect(await maria.post("\(Self.settings)/deactivate", [:], from: ask).status == 303)
            #expect(await house.guest.get("/businesses/\(house.business)").status == 404)
            let closed = await Browser(house.composition.site).get("/book/\(TestHouse.slug)")
            #expect(closed.status == 404)
            let mine = try await house.owner.accepted(.get, "/businesses/\(house.business)")
            #expect(mine["is_active"] == false)
            let stranger = house.guest.as(try await house.person("stella"))
            #expect(await stranger.get("/businesses/\(house.business)").status == 404)
            let (owners, managers) = (await maria.get(Self.desk).text, await manager.get(Self.desk).text)
            let sentence = "This business is out of use"
            #expect(owners.contains(sentence) && owners.contains("\(Self.settings)/activate\" data-confirm"))
            #expect(managers.contains(sentence) && !managers.contains("/settings/activate"))

            let back = await maria.get("\(Self.settings)/activate")
            #expect(await maria.post("\(Self.settings)/activate", [:], from: back).status == 303)
            #expect(await maria.get(Self.desk).text.contains(sentence) == false)
            #expect(await house.guest.get("/businesses/\(house.business)").status == 200)
            let events = try await house.number(
                "SELECT COUNT(*) FROM events WHERE action IN ('business.activated', 'business.deactivated')")
            #expect(events == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what the platform has taken out is told, and not brought back by its owner`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let adele = house.guest.as(try await house.person("adele"))
            try await house.store.write { db in
                try db.execute("UPDATE users SET role = 'admin' WHERE username = 'adele'")
            }
            _ = try await adele.accepted(.put, "/businesses/\(house.business)/deactivate")
            let maria = try await house.browser("maria")
            let page = await maria.get(Self.desk).text
            #expect(page.contains("The platform has taken this business out of use"))
            let settings = await maria.get(Self.settings)
            #expect(settings.text.contains("write to its support") && !settings.text.contains("/settings/activate"))
            let before = try await house.rows()
            let refused = await maria.post("\(Self.settings)/activate", [:], from: settings)
            #expect(refused.status == 403 && refused.text.contains("only the platform can bring it back"))
            #expect(try await house.rows().differences(from: before) == [])
        }
    }

    @Test func `a closed business has no desk any more`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let maria = try await house.browser("maria")
            let ask = await maria.get("\(Self.settings)/close")
            #expect(ask.text.contains("can’t be undone"))
            let done = await maria.post("\(Self.settings)/close", [:], from: ask)
            #expect(done.status == 303 && done.header("location") == "/desk")
            #expect(await maria.get(Self.desk).status == 404)
            #expect(await house.owner.get("/businesses/\(house.business)").status == 404)
        }
    }

    @Test func `a business that the platform vouches for says so on its page`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let guest = Browser(house.composition.site)
            let badge = "<span class=\"status good\">Verified</span>"
            #expect(await guest.get("/book/\(TestHouse.slug)").text.contains(badge) == false)
            let catalogue = house.composition.catalogue
            let business = house.business
            try await house.store.write { db in
                let id = try #require(BusinessID(business))
                _ = try catalogue.verify(id, true, by: .system, in: db)
            }
            #expect(await guest.get("/book/\(TestHouse.slug)").text.contains(badge))
        }
    }
}
