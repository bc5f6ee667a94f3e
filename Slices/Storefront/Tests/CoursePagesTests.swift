import Bookings
import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web

@testable import Storefront

/// A class with eight seats on Tuesday and a week later, booked through the pages; several dates; and another time for a booking.
@Suite struct CoursePagesTests {
    private static let course: [String: JSON] = [
        "kind": "course", "max_party": 4, "asks_names": true, "booking_deadline_hours": 0,
        "questions": [
            [
                "id": "level", "label": "How well do you swim?", "kind": "choice", "is_required": true,
                "choices": ["A little", "Well"],
            ],
            ["id": "rules", "label": "I have read the rules", "kind": "consent", "is_required": true],
        ],
    ]

    /// The course's path; its classes are at ten on two Tuesdays.
    private func course(_ world: World, seats: Int = 8) async throws -> String {
        let teacher = try await world.resource("Carla")
        let offering = try await world.offering(needs: [[teacher]], Self.course)
        try await world.house.store.write { db in
            let times = [0, 7].map { Interval(from: World.tuesday(10) + .days($0), lasting: .hours(1)) }
            let timetable = Timetable(
                offering: offering, times: times, capacity: seats, resources: [], keepsHours: true, look: SessionLook())
            let opened = try world.bookings.scheduling.open(timetable, world.book(in: db), by: .system, in: db)
            #expect(opened.made.count == 2)
        }
        return "/book/\(world.slug)/\(offering.id)"
    }

    private static let names = [
        "client_name": "Jo", "client_email": "jo@example.com", "participants/0": "Mia", "participants/1": "Tom",
        "participants/2": "Zoe", "answers/level": "Well", "answers/rules": "true",
    ]

    @Test(arguments: TestEngine.available)
    func `a class for three is booked with names and answers`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let path = try await course(world)
            #expect(await world.get("/book/\(world.slug)").text.contains("Next: Tue 24 Nov"))
            let times = await world.get("\(path)?date=2026-11-24&party=3")
            #expect(times.text.contains("10:00–11:00") && times.text.contains("8 places left · Carla"))
            let slot = try #require(times.found(between: "class=\"slot\" href=\"").first?.replacing("&amp;", with: "&"))
            let form = await world.get(slot)
            #expect(form.text.contains("€150.00") && form.text.contains("name=\"participants/2\""))
            let target = String(slot.prefix { $0 != "?" })
            let hidden = ChoicePagesTests.hidden(form)
            let missing = await world.post(
                target,
                hidden.merging(["client_name": "Jo", "client_email": "jo@example.com", "participants/0": "Mia"]) {
                    $1
                })
            #expect(missing.status == 422)
            for field in ["participants/1", "participants/2", "answers/level", "answers/rules"] {
                #expect(missing.text.contains("id=\"f-\(field)-error\""), "\(field)")
            }
            #expect(missing.text.contains("value=\"Mia\""))
            let wish = hidden.merging(Self.names) { $1 }
            let done = await world.post(target, wish)
            let again = await world.post(target, wish)
            #expect(done.status == 303 && done.booking == again.booking)
            let page = await world.get(try #require(done.header("location")))
            for text in ["Mia, Tom, Zoe", "How well do you swim?", "Well", "Agreed", "€150.00", "Carla"] {
                #expect(page.text.contains(text), "\(text)")
            }
            #expect(await world.get("\(path)?date=2026-11-24").text.contains("5 places left"))
            #expect(try await world.count() == 1)
            let faults = try await world.faults()
            #expect(faults == [])
        }
    }

    @Test func `a full class is not shown, and who comes late is offered the next`() async throws {
        try await World.with(.sqlite) { world in
            let path = try await course(world, seats: 3)
            let times = await world.get("\(path)?date=2026-11-24&party=3")
            let slot = try #require(times.found(between: "class=\"slot\" href=\"").first?.replacing("&amp;", with: "&"))
            let wish = ChoicePagesTests.hidden(await world.get(slot)).merging(Self.names) { $1 }
            let target = String(slot.prefix { $0 != "?" })
            #expect(await world.post(target, wish).status == 303)
            #expect(await world.get("\(path)?date=2026-11-24").found(between: "class=\"slot\"").isEmpty)
            let late = await world.post(
                target, wish.merging(["client_email": "late@example.com", "request": "fedcba9876543210"]) { $1 })
            #expect(late.status == 409 && late.text.contains("value=\"Zoe\""))
            let other = try #require(
                late.found(between: "name=\"start\" id=\"at-2026-12-01T09:00:00Z\" value=\"").first)
            let fields = wish.merging([
                "client_email": "late@example.com", "request": "fedcba9876543210", "start": other,
            ]) { $1 }
            let done = await world.post(target, fields)
            #expect(done.status == 303)
            #expect(try await world.number("SELECT COUNT(DISTINCT session_id) FROM bookings") == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a class's seats are held with the wish, and the hold becomes the booking`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let path = try await course(world, seats: 3)
            let times = await world.get("\(path)?date=2026-11-24&party=3")
            let slot = try #require(times.found(between: "class=\"slot\" href=\"").first?.replacing("&amp;", with: "&"))
            let form = await world.get(slot)
            let wish = try #require(form.found(between: "data-wish=\"").first?.replacing("&quot;", with: "\""))
            let held = await world.postJSON("/public/\(world.slug)/hold", try JSON.parse(Array(wish.utf8)))
            let token = try #require(held.json?["hold_token"]?.string)
            #expect(await world.get(slot).status == 409)
            #expect(await world.get("\(slot)&hold=\(token)").status == 200)
            let fields = ChoicePagesTests.hidden(form).merging(Self.names) { $1 }.merging(["hold": token]) { $1 }
            #expect(await world.post(String(slot.prefix { $0 != "?" }), fields).status == 303)
            #expect(try await world.count() == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a series is all of its dates, or says which can't be had and books the others when asked`(
        _ engine: TestEngine
    ) async throws {
        try await World.with(engine) { world in
            let offering = try await world.offering(needs: [[try await world.resource("Dora")]])
            _ = try await world.place(offering, World.tuesday(10) + .days(7), "else@example.com")
            let path = "/book/\(world.slug)/\(offering.id)/at/2026-11-24T09:00:00Z"
            let held = await world.postJSON(
                "/public/\(world.slug)/hold",
                ["offering_id": .string(offering.id.description), "start": "2026-11-24T09:00:00Z"])
            let fields = [
                "client_name": "Jo", "client_email": "jo@example.com", "repeat_weeks": "1", "repeat_count": "5",
                "hold": try #require(held.json?["hold_token"]?.string), "request": "0123456789abcdef",
            ]
            let refused = await world.post(path, fields)
            #expect(refused.status == 409 && refused.text.contains("1 December 2026 at 10:00"))
            // The town's holiday.
            #expect(refused.text.contains("8 December 2026 at 10:00") && refused.text.contains("other 3 dates"))
            #expect(refused.text.contains("name=\"skip_unavailable\""))
            #expect(try await world.count(.confirmed) == 1)
            let wish = fields.merging(["skip_unavailable": "true"]) { $1 }
            let done = await world.post(path, wish)
            let again = await world.post(path, wish)
            #expect(done.status == 303 && done.booking == again.booking)
            #expect(try await world.count(.confirmed) == 4)
            let page = await world.get(try #require(done.header("location")))
            let others = page.found(between: "<a href=\"/b/").filter {
                !$0.contains("/move") && !$0.hasSuffix("/privacy")
            }
            #expect(others.count == 2)
            for other in others { #expect(await world.get("/b/\(other)").status == 200) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `the same class every week is booked at once, but for the weeks without one`(_ engine: TestEngine) async throws
    {
        try await World.with(engine) { world in
            let path = try await course(world)
            let times = await world.get("\(path)?date=2026-11-24&party=3")
            let slot = try #require(times.found(between: "class=\"slot\" href=\"").first?.replacing("&amp;", with: "&"))
            let form = await world.get(slot)
            #expect(form.text.contains("name=\"repeat_weeks\""))
            let fields = ChoicePagesTests.hidden(form).merging(Self.names) { $1 }.merging(
                ["repeat_weeks": "1", "repeat_count": "3"]) { $1 }
            let target = String(slot.prefix { $0 != "?" })
            let asked = await world.post(target, fields)
            #expect(asked.status == 409 && asked.text.contains("8 December 2026 at 10:00"))
            #expect(try await world.count() == 0)
            let done = await world.post(target, fields.merging(["skip_unavailable": "true"]) { $1 })
            #expect(done.status == 303)
            #expect(try await world.count(.confirmed) == 2)
            let seats = try await world.number(
                "SELECT CAST(SUM(claimed) AS BIGINT) FROM resources WHERE kind = 'seats'")
            #expect(seats == 6)
            #expect(try await world.faults() == [])
        }
    }
}
