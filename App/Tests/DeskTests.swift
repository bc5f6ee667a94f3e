import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// The desk of Swim School as its people use it, by forms alone. It is Monday 2026-11-23.
@Suite struct DeskTests {
    private static let desk = "/desk/\(TestHouse.slug)"

    @Test(arguments: TestEngine.available)
    func `each note is shown to its readers and changed by nobody else`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let booked = await house.book(TestHouse.tuesday, "john@example.com", ["notes": "of the client"])
            let path = "\(Self.desk)/bookings/\(booked.json?["id"]?.string ?? "")"
            let owner = try await house.browser("maria")
            let all = ["notes": "of the client", "internal_notes": "of the team", "owner_notes": "of the owner"]
            let saved = await owner.post("\(path)/notes", all, from: await owner.get(path))
            #expect(saved.status == 303)
            let texts = all.values.sorted()
            let readers = [("owner", 3), ("manager", 3), ("staff", 2), ("viewer", 1)]
            for (role, count) in readers {
                let page = await (try await house.browser(role, role: role)).get(path).text
                let shown = texts.filter(page.contains)
                #expect(shown.count == count && shown.contains("of the client"), "\(role)")
                #expect(page.contains("name=\"owner_notes\"") == (count == 3), "\(role)")
                #expect(page.contains("action=\"\(path)/notes\"") == (role != "viewer"), "\(role)")
            }
            let staff = try await house.browser("staff")
            let own = await staff.post("\(path)/notes", ["internal_notes": "new"], from: await staff.get(path))
            #expect(own.status == 303)
            let viewer = try await house.browser("viewer")
            let before = try await house.rows()
            let more = await staff.post("\(path)/notes", ["owner_notes": "mine"], from: await staff.get(path))
            #expect(more.status == 403)
            let none = await viewer.post("\(path)/notes", ["notes": "mine"], from: await viewer.get("/desk/new"))
            #expect(none.status == 403)
            #expect(try await house.rows().differences(from: before) == [])
            let kept = try await house.owner.accepted(.get, "/bookings/\(booked.json?["id"]?.string ?? "")")
            // The staff's form has no field of the owner's note, and leaves it alone.
            #expect(kept["owner_notes"] == "of the owner" && kept["internal_notes"] == "new")
        }
    }

    @Test func `staff check in by the reference, on the day and once`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let booked = await house.book(TestHouse.tuesday).json
            let path = "\(Self.desk)/check-in/\(booked?["reference"]?.string?.lowercased() ?? "")"
            let staff = try await house.browser("sam", role: "staff")
            let early = await staff.get(path)
            #expect(early.status == 200 && early.text.contains("Not today"))
            let refused = await staff.post(path, [:], from: early)
            #expect(refused.status == 409)
            house.clock.advance(by: .hours(25))
            let ready = await staff.get(path)
            #expect(await staff.post(path, [:], from: ready).status == 303)
            #expect(await staff.get(path).text.contains("Checked in already"))
            let again = await staff.post(path, [:], from: ready)
            #expect(again.status == 409)
            #expect(try await house.number("SELECT COUNT(*) FROM bookings WHERE status = 'checked_in'") == 1)
            let viewer = try await house.browser("vera", role: "viewer")
            #expect(await viewer.get(path).status == 403)
            #expect(await staff.get("\(Self.desk)/check-in/ZZZZZZZZ").status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func `sessions are shown before they are made, and moved out of before they go`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let session = try await house.session()
            let course = try await house.owner.accepted(.get, "/sessions/\(session)")["offering_id"]?.string ?? ""
            let maria = try await house.browser("maria")
            let path = "\(Self.desk)/sessions"
            let form = await maria.get("\(path)/new?way=weekly")
            var fields = [
                "way": "weekly", "offering_id": course, "start_date": "2026-11-24", "until": "2026-12-11",
                "start_time": "17:00", "weekdays": "2\n4", "max_capacity": "6", "is_bookable": "true",
                "step": "preview",
            ]
            let before = try await house.rows()
            let preview = await maria.post("\(path)/new", fields, from: form)
            #expect(preview.status == 200 && preview.text.contains("5 sessions would be made"))
            #expect(preview.text.contains("There is a session at that time already."))
            #expect(try await house.rows().differences(from: before) == [])
            fields["step"] = "make"
            let made = await maria.post("\(path)/new", fields, from: preview)
            #expect(made.header("location") == "\(path)?date=2026-11-26")
            #expect(try await house.number("SELECT COUNT(*) FROM course_sessions") == 6)

            let wish: JSON = [
                "business_id": .string(house.business), "offering_id": .string(course), "session_id": .string(session),
                "start": "2026-11-24T16:00:00Z", "party": 3, "client_name": "John Doe",
                "client_email": "john@example.com",
            ]
            let booked = try await house.owner.accepted(.post, "/bookings", wish)
            let page = await maria.get("\(path)/\(session)")
            #expect(page.text.contains("John Doe") && page.text.contains("3 of 4"))
            let small = await maria.post("\(path)/\(session)", ["max_capacity": "2"], from: page)
            #expect(small.status == 409 && small.text.contains("John Doe, 3 places"))

            let ask = await maria.get("\(path)/\(session)/remove")
            #expect(ask.text.contains("1 mail goes out."))
            #expect(await maria.post("\(path)/\(session)/remove", [:], from: ask).status == 409)
            #expect(await maria.post("\(path)/\(session)/remove", ["bookings": "move"], from: ask).status == 422)
            let target = ask.text.firstMatch(of: /<option value="(ses_[0-9a-z]+)"/).map { String($0.1) } ?? ""
            let moved = await maria.post("\(path)/\(session)/remove", ["bookings": "move", "to": target], from: ask)
            #expect(moved.status == 303)
            let now = try await house.owner.accepted(.get, "/bookings/\(booked["id"]?.string ?? "")")
            #expect(now["session_id"] == .string(target) && now["start"] == "2026-11-26T16:00:00Z")
        }
    }

    @Test func `an offering takes all of the ticked people together, and asks its questions in order`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let maria = try await house.browser("maria")
            let all = "\(Self.desk)/offerings"
            let fields = [
                "kind": "appointment", "name": "Duet", "duration_minutes": "60",
                "need_person": "\(house.ana)\n\(house.ben)",
                "all_person": "true", "max_party": "2", "is_active": "true",
            ]
            #expect(await maria.post("\(all)/new", fields, from: await maria.get("\(all)/new")).status == 303)
            let found = try await house.owner.accepted(.get, "/businesses/\(house.business)/offerings")
            let duet = (found["items"]?.array ?? found.array ?? []).first { $0["name"] == "Duet" }
            #expect(duet?["needs"]?.array?.count == 2 && duet?["max_party"] == 2)
            let path = "\(all)/\(duet?["id"]?.string ?? "")"
            #expect(await maria.get(path).text.contains("name=\"all_person\" value=\"true\" checked"))

            let questions = "\(path)/questions"
            func step(_ name: String, _ more: [String: String]) async -> Int {
                await maria.post(
                    questions, more.merging(["step": name]) { $1 }, from: await maria.get(questions)
                ).status
            }
            #expect(await step("save", ["label": "Level", "kind": "choice", "choices": "Low\r\nHigh"]) == 303)
            #expect(await step("save", ["label": "Age", "kind": "number", "is_required": "true"]) == 303)
            #expect(await step("save", ["label": "Which?", "kind": "choice", "choices": "Only one"]) == 422)
            #expect(await step("up", ["question": "q2"]) == 303)
            #expect(await step("save", ["question": "q1", "label": "Skill", "kind": "text"]) == 303)
            #expect(await step("remove", ["question": "q9"]) == 404)
            let asked = try await labels(house, path)
            #expect(asked == ["Age", "Skill"])
            #expect(await step("remove", ["question": "q2"]) == 303)
            #expect(try await labels(house, path) == ["Skill"])
        }
    }

    private func labels(_ house: TestHouse, _ path: String) async throws -> [String] {
        let id = path.split(separator: "/").last.map(String.init) ?? ""
        let offering = try await house.owner.accepted(.get, "/businesses/\(house.business)/offerings/\(id)")
        return (offering["questions"]?.array ?? []).compactMap { $0["label"]?.string }
    }

    @Test(arguments: TestEngine.available)
    func `staff enter a course, a series and a move by forms`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let session = try await house.session()
            let course = try await house.owner.accepted(.get, "/sessions/\(session)")["offering_id"]?.string ?? ""
            let staff = try await house.browser("sam", role: "staff")
            let new = "\(Self.desk)/bookings/new"
            let form = await staff.get("\(new)?offering_id=\(course)")
            let client = [
                "client_name": "Jane Roe", "client_email": "jane@example.com", "source": "phone",
                "referral": "Dr Lamb",
            ]
            let seat = client.merging(["offering_id": course, "session_id": session, "party": "2"]) { $1 }
            #expect(await staff.post(new, seat, from: form).status == 303)
            #expect(try await house.owner.accepted(.get, "/sessions/\(session)")["booked_count"] == 2)

            let weekly = client.merging([
                "offering_id": house.lesson, "date": "2026-11-25", "time": "10:00", "repeat_weeks": "3",
                "resource_0": house.ben,
            ]) { $1 }
            let placed = await staff.post(new, weekly, from: form)
            #expect(placed.status == 303)
            #expect(try await house.number("SELECT COUNT(DISTINCT series_id) FROM bookings") == 1)
            let search = await staff.get("\(new)?q=jane")
            #expect(search.text.contains("jane@example.com") && search.text.contains("?customer=cus_"))

            let path = placed.header("location") ?? ""
            #expect(await staff.get(path).text.contains("Dr Lamb"))
            let taken = weekly.merging(["client_email": "joe@example.com", "time": "12:00", "repeat_weeks": "1"]) { $1 }
            #expect(await staff.post(new, taken, from: form).status == 303)
            let move = await staff.get("\(path)/move?date=2026-11-25")
            #expect(move.text.contains("time=09:00"))
            let clash = ["date": "2026-11-25", "time": "12:00", "resource_0": house.ben]
            let refused = await staff.post("\(path)/move", clash, from: move)
            #expect(refused.status == 409 && refused.text.contains("Ben is taken at this time."))
            let moved = await staff.post(
                "\(path)/move", ["date": "2026-11-25", "time": "12:00", "resource_0": house.ana], from: move)
            #expect(moved.status == 303)
            let booking = try await house.owner.accepted(.get, "/bookings/\(path.split(separator: "/").last ?? "")")
            #expect(booking["start"] == "2026-11-25T11:00:00Z" && booking["resources"] == ["Ana"])

            let maria = try await house.browser("maria")
            let ask = await maria.get("\(path)/cancel-series")
            #expect(await maria.post("\(path)/cancel-series", [:], from: ask).status == 303)
            #expect(
                try await house.number(
                    "SELECT COUNT(*) FROM bookings WHERE series_id IS NOT NULL AND status <> 'cancelled'") == 0)
        }
    }
}

extension TestHouse {
    /// Somebody's browser, signed in; with a role, somebody new who has it at Swim School.
    func browser(_ username: String, role: String? = nil) async throws -> Browser {
        if let role {
            _ = try await person(username)
            try await store.write { db in
                try db.execute(
                    """
                    INSERT INTO members (business_id, user_id, role, created_at)
                    SELECT b.id, u.id, \(role), 0 FROM businesses b, users u WHERE u.username = \(username)
                    """)
            }
        }
        let browser = Browser(composition.site)
        _ = await browser.logIn(username)
        return browser
    }
}
