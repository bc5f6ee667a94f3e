import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping

@testable import Web
@testable import daybook

/// What Maria does by a form she can take back by the button beside its notice. It is Monday 2026-11-23.
@Suite struct UndoTests {
    private static let desk = "/desk/\(TestHouse.slug)"

    /// What the button on a page would send, and where.
    private func found(_ page: Answer) -> (path: String, fields: [String: String])? {
        guard let form = page.text.firstMatch(of: /action="([^"]+)" class="undo">([\s\S]*?)<\/form>/) else {
            return nil
        }
        var fields: [String: String] = [:]
        for part in String(form.2).matches(of: /name="([^"]+)" value="([^"]*)"/) {
            let (name, value) = (String(part.1), String(part.2))
            if name != "form_token" { fields[name] = fields[name].map { "\($0)\n\(value)" } ?? value }
        }
        return (String(form.1), fields)
    }

    /// Follows a form's answer, and presses the button on the page it leads to; what that page was, and what came of pressing.
    private func undo(_ done: Answer, _ browser: Browser) async throws -> (page: Answer, undone: Answer) {
        let page = await browser.get(try #require(done.header("location")))
        let button = try #require(found(page))
        return (page, await browser.post(button.path, button.fields, from: page))
    }

    @Test(arguments: TestEngine.available)
    func `a move is taken back to the very person and time`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let id = await house.book(TestHouse.tuesday).json?["id"]?.string ?? ""
            let path = "\(Self.desk)/bookings/\(id)"
            let maria = try await house.browser("maria")
            let place: SQL =
                "SELECT MAX(start_at * 1000000 + c.resource_id % 1000000) FROM bookings b JOIN claims c ON c.booking_id = b.id WHERE c.released_at IS NULL"
            let before = try await house.number(place)
            let move = ["date": "2026-11-24", "time": "09:30", "resource_0": house.ben]
            let done = await maria.post("\(path)/move", move, from: await maria.get("\(path)/move"))
            #expect(done.status == 303)
            #expect(try await house.number(place) != before)
            let (_, undone) = try await undo(done, maria)
            #expect(undone.status == 303)
            #expect(try await house.number(place) == before)
            let page = await maria.get(path)
            let next = await maria.get(path)
            #expect(page.text.contains("The move is undone") && found(page) == nil && found(next) == nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func `who looks after Ana alone takes back what they moved, and nothing to Ben`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = try await house.join("lena", "manager", [house.ana])
            func book(_ who: String) async throws -> String {
                let wish = house.wish(TestHouse.tuesday, "\(who)@example.com", ["resource_id": .string(who)])
                let made = try await house.owner.made(
                    "/bookings", wish.adding([.init("business_id", .string(house.business))]))
                return "\(Self.desk)/bookings/\(made["id"]?.string ?? "")"
            }
            let (hers, his) = (try await book(house.ana), try await book(house.ben))
            let tuesday = try #require(Instant(rfc3339: TestHouse.tuesday))
            let starts: SQL = "SELECT COUNT(*) FROM bookings WHERE start_at = \(tuesday)"
            let lena = Browser(house.composition.site)
            _ = await lena.logIn("lena")
            let move = ["date": "2026-11-25", "time": "09:30", "resource_0": house.ana]
            let done = await lena.post("\(hers)/move", move, from: await lena.get("\(hers)/move"))
            #expect(done.status == 303)
            #expect(try await house.number(starts) == 1)
            let (page, undone) = try await undo(done, lena)
            #expect(undone.status == 303)
            #expect(try await house.number(starts) == 2)
            let before = try await house.rows()
            let away = ["start": "2026-11-26T08:00:00Z", "duration_minutes": "60", "resource_id": house.ben]
            #expect(await lena.post("\(hers)/move/undo", away, from: page).status == 403)
            #expect(await lena.post("\(his)/move/undo", away, from: page).status == 404)
            #expect(try await house.rows().differences(from: before) == [])
        }
    }

    @Test func `a place that is taken meanwhile is not taken back, and who has it is named`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let id = await house.book(TestHouse.tuesday).json?["id"]?.string ?? ""
            let path = "\(Self.desk)/bookings/\(id)"
            let maria = try await house.browser("maria")
            let form = await maria.get("\(path)/move")
            let done = await maria.post(
                "\(path)/move", ["date": "2026-11-25", "time": "09:00", "resource_0": house.ana], from: form)
            for client in ["x", "y"] { _ = await house.book(TestHouse.tuesday, "\(client)@example.com") }
            let before = try await house.number("SELECT COUNT(*) FROM claims WHERE released_at IS NULL")
            let (_, undone) = try await undo(done, maria)
            #expect(undone.status == 409 && undone.text.contains("bookings/bkg_"))
            #expect(try await house.number("SELECT COUNT(*) FROM claims WHERE released_at IS NULL") == before)
            for fields in [[:], ["start": "x", "duration_minutes": "60"], ["start": TestHouse.tuesday]] {
                let wrong = await maria.post("\(path)/move/undo", fields, from: form)
                #expect(wrong.status == 422, "\(fields)")
            }
            let viewer = try await house.browser("vera", role: "viewer")
            let none = await viewer.post(
                "\(path)/move/undo", ["start": TestHouse.tuesday, "duration_minutes": "60"],
                from: await viewer.get("/desk/new"))
            #expect(none.status == 403)
        }
    }

    @Test(arguments: TestEngine.available)
    func `time off is taken back, and so is taking it away`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let maria = try await house.browser("maria")
            let hours = "\(Self.desk)/hours"
            let exceptions: SQL = "SELECT COUNT(*) FROM schedule_exceptions"
            let off = [
                "resource": house.ana, "from_date": "2026-12-01", "through_date": "2026-12-04", "kind": "open",
                "hours": "10:00-12:00, 13:00-14:30",
            ]
            let added = await maria.post("\(hours)/exceptions", off, from: await maria.get(hours))
            #expect(try await house.number(exceptions) == 1)
            let (shown, removed) = try await undo(added, maria)
            #expect(shown.text.contains("10:00") && removed.status == 303)
            #expect(try await house.number(exceptions) == 0)
            let (_, back) = try await undo(removed, maria)
            #expect(back.status == 303)
            let again = await maria.get(try #require(back.header("location")))
            #expect(try await house.number(exceptions) == 1)
            #expect(again.text.contains("10:00") && again.text.contains("14:30"))
            #expect(back.header("location")?.contains(house.ana) == true)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a question that was removed comes back where it was, once`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let path = "\(house.businessPath)/offerings/\(house.lesson)"
            let questions: JSON = [
                [
                    "id": "level", "label": "Level", "kind": "choice", "choices": ["One", "Three"],
                    "is_required": true,
                ],
                ["id": "born", "label": "Born", "kind": "date", "is_required": false, "choices": []],
            ]
            let before = try await house.owner.accepted(.put, path, ["questions": questions])["questions"]
            let maria = try await house.browser("maria")
            let form = "\(Self.desk)/offerings/\(house.lesson)/questions"
            let fields = ["step": "remove", "question": "level"]
            let removed = await maria.post(form, fields, from: await maria.get(form))
            #expect(try await house.owner.accepted(.get, path)["questions"]?.array?.count == 1)
            let (page, undone) = try await undo(removed, maria)
            #expect(page.text.contains("The question is removed") && undone.status == 303)
            let after = try await house.owner.accepted(.get, path)["questions"]
            #expect(after == before && after?.array?.count == 2)
            let button = try #require(found(page))
            let rows = try await house.rows()
            let again = await maria.post(button.path, button.fields, from: page)
            #expect(again.status == 422 && again.text.ranges(of: "value=\"Level\"").count == 2)
            for (name, value) in [("question", "Not a name"), ("choices", "One"), ("place", "x"), ("kind", "riddle")] {
                let wrong = button.fields.merging(["question": "other"]) { $1 }.merging([name: value]) { $1 }
                let refused = await maria.post(button.path, wrong, from: page)
                #expect(refused.status == 422, "\(name)")
            }
            #expect(try await house.rows().differences(from: rows) == [])
        }
    }

    @Test func `notes are taken back line by line, and none of another reader's travel`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let id = await house.book(TestHouse.tuesday).json?["id"]?.string ?? ""
            let path = "\(Self.desk)/bookings/\(id)"
            let maria = try await house.browser("maria")
            let old = ["notes": "One & \"two\";\n\nthree", "owner_notes": "of the owner"]
            _ = await maria.post("\(path)/notes", old, from: await maria.get(path))
            _ = await maria.get(path)
            let staff = try await house.browser("sam", role: "staff")
            let done = await staff.post("\(path)/notes", ["notes": "new"], from: await staff.get(path))
            let cookie = done.headers.map(\.value).joined()
            #expect(cookie.contains("three") && !cookie.contains("owner"))
            let page = await staff.get(path)
            #expect(page.text.contains("class=\"undo\""))
            let newer = await maria.post("\(path)/notes", ["notes": "newer"], from: await maria.get(path))
            #expect(newer.status == 303)
            let (_, undone) = try await undo(
                await maria.post(
                    "\(path)/notes", ["notes": String(repeating: "å", count: 100)], from: await maria.get(path)), maria)
            #expect(undone.status == 303)
            let kept = try await house.owner.accepted(.get, "/bookings/\(id)")
            #expect(kept["notes"] == "newer")
            // What would not fit a cookie goes without a button.
            let long = String(repeating: "å", count: 1_000)
            _ = await maria.post("\(path)/notes", ["notes": long], from: await maria.get(path))
            _ = await maria.get(path)
            let last = await maria.post("\(path)/notes", ["notes": "short"], from: await maria.get(path))
            let bare = await maria.get(path)
            #expect(last.status == 303 && found(bare) == nil)
        }
    }

    @Test func `a cookie that is not ours makes no button`() throws {
        let good = "undo-for=a&undo-action=%2Fdesk%2Fx%2Fhours&from_date=2026-12-01&note=1&note="
        let undo = try #require(Undo(cookie: good, notice: "a"))
        #expect(undo.undoAction == "/desk/x/hours")
        #expect(undo.undoParts.map { "\($0.undoName)=\($0.undoValue)" } == ["from_date=2026-12-01", "note=1", "note="])
        for bad in [
            "", "undo-for=a", "undo-for=b&undo-action=%2Fdesk%2Fx", "undo-for=a&undo-action=https%3A%2F%2Fx",
            "undo-for=a&undo-action=%2F%2Fx", "undo-for=a&undo-action=%2Fdesk%2F%22x", "undo-for=a&undo-action=%zz",
        ] {
            let found = Undo(cookie: bad, notice: "a")
            #expect(found == nil, "\(bad)")
        }
    }
}
