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

/// Jo books a cut and a wash in one visit, without a script.
@Suite struct VisitPagesTests {
    private struct Salon {
        let cut: Offering
        let wash: Offering

        init(_ world: World, _ more: [String: JSON] = [:]) async throws {
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            cut = try await world.offering(
                needs: [[ana]], ["name": "Cut", "duration_minutes": 40, "buffer_time_minutes": 10].merging(more) { $1 })
            wash = try await world.offering(
                needs: [[ben]], ["name": "Wash", "duration_minutes": 25, "price": "12.50"])
        }

        var query: String { "offering_id=\(cut.id)&offering_id=\(wash.id)" }
        var fields: [String: String] {
            ["offering_id": "\(cut.id)\n\(wash.id)", "client_name": "Jo", "client_email": "jo@example.com"]
        }
    }

    private func links(_ answer: Answer, _ before: String) -> [String] {
        answer.found(between: before).map { $0.replacing("&amp;", with: "&") }
    }

    @Test(arguments: TestEngine.available)
    func `a visit is chosen, timed and booked by four pages`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let salon = try await Salon(world)
            let base = "/book/\(world.slug)/visit"
            #expect(await world.get("/book/\(world.slug)").text.contains("href=\"\(base)\""))
            let chooser = await world.get(base)
            #expect(chooser.status == 200 && chooser.found(between: "<select id=\"part-").count == 5)
            let blanks = "offering_id=&offering_id="
            let times = await world.get("\(base)/times?\(salon.query)&\(blanks)&date=2026-11-24")
            #expect(times.status == 200 && times.text.contains("Cut + Wash") && times.text.contains("€62.50"))
            let slots = links(times, "class=\"slot\" href=\"")
            let slot = try #require(slots.first)
            #expect(slot == "\(base)/times/at/2026-11-24T08:00:00Z?\(salon.query)")
            for href in slots + links(times, "class=\"day\" href=\"") { #expect(href.contains(salon.query), "\(href)") }
            let form = await world.get(slot)
            #expect(form.status == 200 && form.text.contains("09:00–09:40") && form.text.contains("09:40–10:05"))
            #expect(form.text.contains("isn’t kept for you while you fill this in"))
            #expect(
                form.found(between: "name=\"offering_id\" value=\"") == [salon.cut, salon.wash].map(\.id.description))
            #expect(try await world.count() == 0)

            let path = String(slot.prefix { $0 != "?" })
            let request = try #require(form.found(between: "name=\"request\" value=\"").first)
            let fields = salon.fields.merging(["request": request]) { $1 }
            let (done, again) = (await world.post(path, fields), await world.post(path, fields))
            #expect(done.status == 303 && done.booking == again.booking)
            let page = await world.get(try #require(done.header("location")))
            #expect(page.text.contains("09:00–09:40") && page.text.contains("Wash, "))
            #expect(try await world.count(.confirmed) == 2)
            #expect(try await world.faults() == [])
        }
    }

    @Test func `what is no visit is asked for again`() async throws {
        try await World.with(.sqlite) { world in
            let salon = try await Salon(world)
            let course = try await world.course()
            let base = "/book/\(world.slug)/visit"
            let six = Array(repeating: "offering_id=\(salon.cut.id)", count: 6).joined(separator: "&")
            for query in [
                "", "?offering_id=\(salon.cut.id)", "?\(salon.query)&offering_id=off_1", "?\(six)", "?offering_id=x",
                "?\(salon.query)&offering_id=\(course.id)",
            ] {
                let answer = await world.get("\(base)/times\(query)")
                #expect(answer.status == 200 && answer.text.contains("notice warn"), "\(query)")
                #expect(answer.text.contains("id=\"part-1\""), "\(query)")
                let form = await world.get("\(base)/times/at/2026-11-24T08:00:00Z\(query)")
                #expect(form.status == 303, "\(query)")
            }
            let kept = await world.get("\(base)/times?offering_id=\(salon.cut.id)")
            #expect(kept.text.contains("value=\"\(salon.cut.id)\" selected"))
            let path = "\(base)/times/at/2026-11-24T08:00:00Z"
            for ids in ["", "x", "\(salon.cut.id)", "\(salon.cut.id)\n\(course.id)"] {
                let answer = await world.post(path, salon.fields.merging(["offering_id": ids]) { $1 })
                #expect(answer.status == 404, "\(ids)")
            }
            let noTime = await world.post("\(base)/times/at/soon", salon.fields)
            #expect(noTime.status == 404)
            #expect(try await world.count() == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a visit taken meanwhile leads back to the times, with a notice`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let salon = try await Salon(world)
            let path = "/book/\(world.slug)/visit/times/at/2026-11-24T08:00:00Z"
            let form = await world.get("\(path)?\(salon.query)")
            #expect(form.status == 200)
            // The second part is what somebody else takes.
            _ = try await world.place(salon.wash, World.tuesday(9, 40), "x@example.com", byStaff: true)
            let before = try await world.rows()
            let again = await world.get("\(path)?\(salon.query)")
            #expect(again.status == 409 && again.text.contains("notice warn"))
            let slots = links(again, "class=\"slot\" href=\"")
            #expect(!slots.isEmpty && !slots.contains("\(path)?\(salon.query)"))
            // Whoever has typed something keeps it, and chooses another time in the same form.
            let typed = salon.fields.merging(["notes": "By the window"]) { $1 }
            let refused = await world.post(path, typed)
            #expect(refused.status == 409 && refused.text.contains("By the window"))
            #expect(refused.text.contains("value=\"Jo\"") && refused.text.contains("value=\"jo@example.com\""))
            let others = refused.found(between: "name=\"start\" id=\"at-").map { $0 }
            #expect(!others.isEmpty && !others.contains("2026-11-24T08:00:00Z"))
            #expect(try await world.rows().differences(from: before) == [])
            let other = try #require(others.first)
            let done = await world.post(path, typed.merging(["start": other]) { $1 })
            #expect(done.status == 303)
            #expect(try await world.count(.confirmed) == 3)
        }
    }

    @Test(arguments: TestEngine.available)
    func `whom and where are chosen for a visit, and travel to its bookings`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (retiro, sol) = (try await world.location("Retiro"), try await world.location("Sol"))
            let people = [
                try await world.resource("Ana", at: retiro), try await world.resource("Ben", at: sol),
                try await world.resource("Cleo", at: sol),
            ]
            let cut = try await world.offering(needs: [people], ["name": "Cut", "lets_choose": true])
            let wash = try await world.offering(needs: [people], ["name": "Wash"])
            let query = "offering_id=\(cut.id)&offering_id=\(wash.id)"
            let base = "/book/\(world.slug)/visit/times"
            let plain = await world.get("\(base)?\(query)&date=2026-11-24")
            #expect(plain.text.contains("name=\"resource_1\"") && !plain.text.contains("name=\"resource_2\""))
            #expect(plain.text.contains("Cut: With whom?") && plain.text.contains("Sol, Calle Sol 1</option>"))
            let wish = "&location_id=\(sol)&resource_1=\(people[2])"
            let times = await world.get("\(base)?\(query)\(wish)&resource_2=&date=2026-11-24")
            #expect(times.text.contains("value=\"\(people[2])\" selected"))
            let slots = links(times, "class=\"slot\" href=\"")
            #expect(!slots.isEmpty && slots.allSatisfy { $0.hasSuffix(wish) }, "\(slots.first ?? "none")")
            let form = await world.get(try #require(slots.first))
            #expect(form.status == 200 && form.text.contains("Cleo · Sol"))
            let fields = [
                "offering_id": "\(cut.id)\n\(wash.id)", "client_name": "Jo", "client_email": "jo@example.com",
                "location_id": sol.description, "resource_1": people[2].description,
            ]
            let path = String(slots[0].prefix { $0 != "?" })
            // Ana is at Retiro, and of the wash nobody is chosen.
            let before = try await world.rows()
            for (name, value) in [("resource_1", "\(people[0])"), ("resource_2", "\(people[1])"), ("location_id", "x")]
            {
                let times = await world.get("\(base)?\(query)\(wish)&\(name)=\(value)")
                #expect(times.status == 200 || times.status == 400, "\(name)")
                let refused = await world.post(path, fields.merging([name: value]) { $1 })
                #expect(refused.status == 422 && refused.text.contains("value=\"Jo\""), "\(name) \(refused.status)")
            }
            #expect(try await world.rows().differences(from: before) == [])
            let done = await world.post(path, fields)
            #expect(done.status == 303)
            #expect(try await world.number("SELECT COUNT(*) FROM bookings WHERE location_id = \(sol)") == 2)
            let cleos = try await world.number(
                """
                SELECT COUNT(*) FROM claims c JOIN bookings b ON b.id = c.booking_id
                WHERE c.resource_id = \(people[2]) AND b.offering_id = \(cut.id)
                """)
            #expect(cleos == 1)
            #expect(try await world.faults() == [])
        }
    }

    @Test func `each part asks what its offering asks`() async throws {
        try await World.with(.sqlite) { world in
            let question: JSON = ["id": "length", "label": "How short?", "kind": "text", "is_required": true]
            let salon = try await Salon(world, ["asks_names": true, "questions": [question]])
            let path = "/book/\(world.slug)/visit/times/at/2026-11-24T08:00:00Z"
            let form = await world.get("\(path)?\(salon.query)")
            #expect(form.text.contains("Cut: How short?"))
            let refused = await world.post(path, salon.fields)
            #expect(refused.status == 422 && refused.text.contains("value=\"Jo\""))
            for name in ["participant", "answers/length"] {
                #expect(refused.text.contains("id=\"f-parts/0/\(name)-error\""), "\(name)")
            }
            #expect(try await world.count() == 0)
            let more = ["parts/0/participant": "Mia", "parts/0/answers/length": "Very"]
            let done = await world.post(path, salon.fields.merging(more) { $1 })
            let page = await world.get(try #require(done.header("location")))
            #expect(page.text.contains("Mia") && page.text.contains("Very"))
            let twice = await world.post(path, salon.fields.merging(more) { $1 })
            #expect(twice.status == 409)
            #expect(try await world.count() == 2)
        }
    }

    @Test func `one thing alone is no visit, and a closed business has none`() async throws {
        try await World.with(.sqlite) { world in
            let salon = try await Salon(world)
            try await world.settings(["is_active": false])
            let base = "/book/\(world.slug)/visit"
            #expect(await world.get(base).status == 303)
            #expect(!(await world.get("/book/\(world.slug)").text.contains(base)))
            let times = await world.get("\(base)/times?\(salon.query)")
            #expect(times.status == 200 && times.found(between: "class=\"slot\"").isEmpty)
            let done = await world.post("\(base)/times/at/2026-11-24T08:00:00Z", salon.fields)
            #expect(done.status == 409)
            #expect(try await world.count() == 0)
        }
    }
}
