import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// From a place on the calendar to what is asked or done there. It is seven on Monday 2026-11-23, in Madrid.
@Suite struct CalendarWayTests {
    private static let desk = "/desk/\(TestHouse.slug)"

    /// Ben teaches from eleven, Ana from nine.
    private func late(_ house: TestHouse) async throws {
        let hours = (1...5).flatMap { day -> [JSON] in
            [
                ["weekday": .integer(day), "opens": "09:00", "closes": "17:00"],
                ["resource_id": .string(house.ben), "weekday": .integer(day), "opens": "11:00", "closes": "17:00"],
            ]
        }
        _ = try await house.owner.accepted(
            .put, "/businesses/\(house.business)/schedules", ["hours": .array(hours)])
    }

    @Test(arguments: TestEngine.available)
    func `a closed time leads to why it is closed, with whose it is`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            try await late(house)
            let maria = try await house.browser("maria")
            for (view, date, time, when, reason) in [
                ("day?date=2026-11-24", "2026-11-24", "09", "Tuesday, 24", "Ben does not work at this time."),
                (
                    "day/week?date=2026-11-24&resource_id=\(house.ben)", "2026-11-28", "11", "Saturday, 28",
                    "The business is closed at this time."
                ),
            ] {
                let page = await maria.get("\(Self.desk)/\(view)").text
                let address = "\(Self.desk)/day/why?date=\(date)&time=\(time)%3A00&resource_id=\(house.ben)"
                let way = address.split(separator: "&").joined(separator: "&amp;")
                #expect(page.contains(#"<a href="\#(way)">Closed</a>"#), "\(view)")
                let why = await maria.get(address)
                #expect(why.text.contains("Private lesson, \(when) November 2026 at \(time):00"), "\(view)")
                #expect(why.text.contains(reason), "\(view)")
                #expect(!why.text.contains("Ana does not") && !why.text.contains("It is free"))
            }
            let free = await maria.get(
                "\(Self.desk)/day/why?date=2026-11-24&time=11%3A00&resource_id=\(house.ben)")
            #expect(free.text.contains("It is free: a client can book it now."))
            let new = "bookings/new?offering_id=\(house.lesson)&amp;date=2026-11-24&amp;time=11%3A00"
            #expect(free.text.contains("\(new)&amp;resource_id=\(house.ben)"))
            let bare = await maria.get("\(Self.desk)/day/why?date=2026-11-24&time=11%3A00")
            #expect(bare.status == 200 && !bare.text.contains("why-asked"), "nobody's column names no offering")
        }
    }

    @Test(arguments: TestEngine.available)
    func `the first and last start are told as people tell time, and to programs as an instant`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            func explain(_ start: String) async throws -> JSON {
                let path = "/businesses/\(house.business)/explain?offering_id=\(house.lesson)&start=\(start)"
                return try await house.owner.accepted(.get, path)
            }
            func reason(_ code: String, _ start: String) async throws -> JSON? {
                try await explain(start)["reasons"]?.array?.first { $0["code"]?.string == code }
            }
            let notice = try #require(try await reason("notice", "2026-11-23T07:00:00Z"))
            #expect(
                notice["detail"]?.string
                    == "This is too soon: the earliest start is Monday, 23 November 2026 at 09:00, Europe/Madrid (CET)."
            )
            #expect(notice["limit"]?.string == "2026-11-23T08:00:00Z")
            let window = try #require(try await reason("window", "2027-03-01T08:00:00Z"))
            let detail = window["detail"]?.string ?? ""
            #expect(detail.contains("December 2026") && detail.contains("(CET)") && !detail.contains("T00:"))
            #expect(window["limit"]?.string?.hasPrefix("2026-12-2") == true)
            let maria = try await house.browser("maria")
            let why = await maria.get(
                "\(Self.desk)/day/why?offering_id=\(house.lesson)&date=2026-11-23&time=08%3A00")
            #expect(why.text.contains("the earliest start is Monday, 23 November 2026 at 09:00"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a place in somebody's column begins a booking with them`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let maria = try await house.browser("maria")
            let way = "\(Self.desk)/bookings/new?date=2026-11-24&time=09%3A00&resource_id=\(house.ben)"
            let form = await maria.get(way)
            #expect(form.text.contains(#"<option value="\#(house.ben)" selected"#))
            #expect(form.text.contains(#"value="09:00""#) && form.text.contains(#"value="2026-11-24""#))
            // It stays while a client is looked for.
            for (name, value) in [("resource_id", house.ben), ("time", "09:00"), ("date", "2026-11-24")] {
                #expect(form.text.contains(#"<input type="hidden" name="\#(name)" value="\#(value)">"#), "\(name)")
            }
            #expect(await house.book("2026-11-25T08:00:00Z", "known@example.com").status == 201)
            let found = await maria.get("\(way)&q=known")
            #expect(found.text.contains("&amp;time=09%3A00&amp;resource_id=\(house.ben)#f-client_name"))
            let nobody = await maria.get("\(Self.desk)/bookings/new?date=2026-11-24&resource_id=res_1")
            #expect(nobody.status == 200 && !nobody.text.contains(#"<option value="\#(house.ben)" selected"#))
            let wrong = await maria.get("\(Self.desk)/bookings/new?resource_id=x")
            #expect(wrong.status < 500)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a class is entered for several weeks, and says which can't be had`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let session = try await house.session()
            let course = try await house.owner.accepted(.get, "/sessions/\(session)")["offering_id"]?.string ?? ""
            let made = try await house.owner.made(
                "/businesses/\(house.business)/sessions",
                [
                    "offering_id": .string(course), "start_date": "2026-12-01", "start_time": "17:00",
                    "max_capacity": 4,
                ])
            #expect(made["sessions"]?.array?.count == 1)
            let maria = try await house.browser("maria")
            let path = "\(Self.desk)/bookings/new"
            let form = await maria.get("\(path)?offering_id=\(course)")
            #expect(form.text.contains(#"name="repeat_weeks""#))
            var fields = [
                "offering_id": course, "session_id": session, "source": "phone", "client_name": "Eve",
                "client_email": "eve@example.com", "repeat_weeks": "2",
            ]
            #expect(await maria.post(path, fields, from: form).status == 303)
            let series: SQL = "SELECT COUNT(*) FROM bookings WHERE series_id IS NOT NULL AND session_id IS NOT NULL"
            #expect(try await house.number(series) == 2)
            (fields["client_email"], fields["repeat_weeks"]) = ("joe@example.com", "3")
            let before = try await house.rows()
            let refused = await maria.post(path, fields, from: form)
            #expect(refused.status == 409 && refused.text.contains("Can’t be had: Tue 8 Dec"), "\(refused.text)")
            #expect(refused.text.contains(#"name="skip_taken""#) && !refused.text.contains(#"name="overbook""#))
            #expect(try await house.rows().differences(from: before) == [])
            fields["skip_taken"] = "true"
            #expect(await maria.post(path, fields, from: refused).status == 303)
            #expect(try await house.number(series) == 4)
        }
    }
}
