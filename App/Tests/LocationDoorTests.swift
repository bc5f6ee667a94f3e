import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// Locations through the doors: the API, the desk, and what a client is told (B11).
@Suite struct LocationDoorTests {
    @Test(arguments: TestEngine.available)
    func `locations are added, changed and removed by the API`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let path = "/businesses/\(house.business)/locations"
            let draft: JSON = ["name": "Retiro", "address": "Calle del Agua 12", "town": "Madrid"]
            let first = await house.owner.send(.post, path, draft, key: "one")
            let again = await house.owner.send(.post, path, draft, key: "one")
            #expect(first.status == 201 && first.json == again.json)
            #expect(await house.owner.send(.post, path, ["name": "Sol"], key: "one").status == 422)
            let id = first.json?["id"]?.string ?? ""
            let changed = try await house.owner.accepted(.put, "\(path)/\(id)", ["town": "", "is_active": false])
            #expect(changed["town"] == .null && changed["address"]?.string == "Calle del Agua 12")
            #expect(changed["is_active"] == false)
            let list = try await house.owner.accepted(.get, path)
            #expect(list["items"]?.array?.compactMap { $0["name"]?.string } == ["Retiro"])
            #expect(await house.owner.send(.delete, "\(path)/\(id)").status == 204)
            #expect(await house.owner.get("\(path)/\(id)").status == 404)
            let events = try await house.number("SELECT COUNT(*) FROM events WHERE action LIKE 'location.%'")
            #expect(events == 3)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a client books at a location and is told where to go`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (retiro, sol) = try await house.locations()
            let face = try await house.guest.accepted(.get, "/public/\(TestHouse.slug)")["business"]?["locations"]
            #expect(face?.array?.compactMap { $0["name"]?.string } == ["Retiro", "Sol"])
            let services = try await house.guest.accepted(.get, "/public/\(TestHouse.slug)/services")
            #expect(services.array?.first?["location_ids"]?.array?.compactMap(\.string) == [retiro, sol])
            let booked = await house.book(TestHouse.tuesday, "john@example.com", ["location_id": .string(sol)])
            #expect(booked.status == 201 && booked.json?["location"]?["address"]?.string == "Calle Mayor 3")
            #expect(booked.json?["resources"]?.array?.compactMap(\.string) == ["Ben"])
            let full = await house.book(TestHouse.tuesday, "eve@example.com", ["location_id": .string(sol)])
            #expect(full.status == 409 && full.code == "slot_taken")
            let other = await house.book(TestHouse.tuesday, "eve@example.com")
            #expect(other.json?["location"]?["name"]?.string == "Retiro")
            let filtered = try await house.owner.accepted(
                .get, "/bookings?business_id=\(house.business)&location_id=\(sol)")
            #expect(filtered["items"]?.array?.count == 1)
            let id = booked.json?["id"]?.string ?? ""
            let moved = await house.owner.send(
                .put, "/bookings/\(id)/reschedule",
                ["start": "2026-11-25T08:00:00Z", "location_id": .string(retiro)])
            #expect(moved.json?["location"]?["id"]?.string == retiro)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what is at all locations names all of them, in the answer, the list and the mail`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let (retiro, sol) = try await house.locations()
            let people: [JSON] = [.string(house.ana), .string(house.ben)]
            let offering = try await house.owner.accepted(
                .post, "/businesses/\(house.business)/offerings",
                [
                    "kind": "appointment", "name": "By video", "duration_minutes": 60, "price": "50.00",
                    "needs": [.array(people)], "locations": "all",
                ])
            #expect(offering["locations"]?.string == "all")
            let services = try await house.guest.accepted(.get, "/public/\(TestHouse.slug)/services")
            #expect(services.array?.compactMap { $0["locations"]?.string }.contains("all") == true)
            let id = offering["id"] ?? .null
            let booked = await house.book(TestHouse.tuesday, "john@example.com", ["offering_id": id])
            #expect(booked.status == 201 && booked.json?["location"] == .null)
            #expect(booked.json?["locations"]?.array?.compactMap { $0["name"]?.string } == ["Retiro", "Sol"])
            #expect(booked.json?["resources"]?.array?.compactMap(\.string) == ["Ana", "Ben"])
            for location in [retiro, sol] {
                let list = try await house.owner.accepted(
                    .get, "/bookings?business_id=\(house.business)&location_id=\(location)")
                #expect(list["items"]?.array?.count == 1)
            }
            let full = await house.book(TestHouse.tuesday, "eve@example.com")
            #expect(full.status == 409 && full.code == "slot_taken")
            let why = try await house.owner.accepted(
                .get,
                "/businesses/\(house.business)/explain?offering_id=\(id.string ?? "")&start=\(TestHouse.tuesday)")
            let places = why["reasons"]?.array?.compactMap { $0["location_id"]?.string }
            #expect(places == [retiro, sol])
            let wished = await house.book(
                TestHouse.tuesday, "eve@example.com", ["offering_id": id, "location_id": .string(sol)])
            #expect(wished.status == 422)
        }
    }

    @Test(arguments: TestEngine.available)
    func `the desk keeps what is in use, and says why`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("maria")
            let base = "/desk/\(TestHouse.slug)/locations"
            let empty = await browser.get(base)
            #expect(empty.status == 200 && empty.text.contains("One place so far"))
            let form = await browser.get("\(base)/new")
            let nameless = await browser.post("\(base)/new", ["name": ""], from: form)
            #expect(nameless.status == 422 && nameless.text.contains("Name"))
            let added = await browser.post("\(base)/new", ["name": "Retiro", "is_active": "true"], from: form)
            #expect(added.status == 303)
            let (_, sol) = try await house.locations()
            let ask = await browser.get("\(base)/\(sol)/remove")
            let kept = await browser.post("\(base)/\(sol)/remove", [:], from: ask)
            #expect(kept.status == 409 && kept.text.contains("Ben"))
            let person = await browser.get("/desk/\(TestHouse.slug)/resources/\(house.ben)")
            #expect(person.text.contains("<option value=\"\(sol)\" selected>"))
            let freed = await browser.post(
                "/desk/\(TestHouse.slug)/resources/\(house.ben)",
                ["kind": "person", "name": "Ben", "location_id": "", "is_active": "true"], from: person)
            #expect(freed.status == 303)
            #expect(await browser.post("\(base)/\(sol)/remove", [:], from: ask).status == 303)
            #expect(try await house.number("SELECT COUNT(*) FROM locations WHERE archived_at IS NULL") == 2)
        }
    }
}

extension TestHouse {
    /// Ana at Retiro, Ben at Sol.
    func locations() async throws -> (retiro: String, sol: String) {
        let path = "/businesses/\(business)"
        func add(_ name: String, _ address: String, _ who: String) async throws -> String {
            let made = try await owner.made("\(path)/locations", ["name": .string(name), "address": .string(address)])
            let id = made["id"]?.string ?? ""
            _ = try await owner.accepted(.put, "\(path)/resources/\(who)", ["location_id": .string(id)])
            return id
        }
        return (try await add("Retiro", "Calle del Agua 12", ana), try await add("Sol", "Calle Mayor 3", ben))
    }
}
