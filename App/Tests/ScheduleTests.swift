import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// Hours, holidays and time off, by the API as Maria uses it. It is Monday 2026-11-23.
@Suite struct ScheduleDoorTests {
    private func path(_ house: TestHouse) -> String { "/businesses/\(house.business)/schedules" }

    /// Maria again, after her token has run out.
    private func back(_ house: TestHouse) async throws -> APIDoor {
        let login: JSON = ["username": "maria", "password": .string(TestHouse.password)]
        return house.guest.as(try await house.guest.made("/auth/login", login)["access_token"]?.string)
    }

    /// The free starts of a date, as local times.
    private func starts(_ house: TestHouse, _ date: String) async throws -> [String] {
        let query = "offering_id=\(house.lesson)&start_date=\(date)&end_date=\(date)"
        let answer = try await house.guest.accepted(.get, "/public/\(TestHouse.slug)/availability?\(query)")
        return answer[date]?.array?.compactMap { $0["start_time"]?.string } ?? []
    }

    /// The preview's day.
    private func day(
        _ house: TestHouse, _ date: String, _ resource: String? = nil, by owner: APIDoor? = nil
    ) async throws -> JSON {
        let tail = resource.map { "&resource_id=\($0)" } ?? ""
        let answer = try await (owner ?? house.owner).accepted(
            .get, "\(path(house))/preview?from=\(date)&weeks=1\(tail)")
        return answer["days"]?.array?.first ?? .null
    }

    private func outside(_ house: TestHouse) async throws -> JSON {
        try await house.owner.accepted(.get, "\(path(house))/outside")
    }

    @Test(arguments: TestEngine.available)
    func `holidays close the business, but for those it is open on`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = try await house.owner.accepted(.put, "/booking/settings", ["max_advance_booking_days": 60])
            #expect(try await starts(house, "2026-12-08").count == 8)
            let holidays = "\(path(house))/holidays"
            let off = try await house.owner.accepted(.get, holidays)
            #expect(off["is_on"] == false && off["country"] == .null)
            let on = try await house.owner.accepted(.put, holidays, ["country": "ES", "subdivision": "MD"])
            #expect(on["is_on"] == true && on["outside"]?["count"] == 0)
            #expect(try await starts(house, "2026-12-08") == [])
            #expect(try await starts(house, "2026-12-09").count == 8)
            let closed = try await day(house, "2026-12-08", house.ana)
            #expect(closed["closed"] == "holiday" && closed["holiday"] == "Immaculate Conception")
            let why = try await house.owner.accepted(
                .get,
                "/businesses/\(house.business)/explain?offering_id=\(house.lesson)&start=2026-12-08T08:00:00Z")
            let detail = why["reasons"]?.array?.first?["detail"]?.string
            #expect(detail == "The business is closed for a holiday: Immaculate Conception.")

            let opened = try await house.owner.accepted(.put, holidays, ["open_on": ["2026-12-08"]])
            #expect(opened["subdivision"] == "MD" && opened["open_on"] == ["2026-12-08"])
            #expect(try await starts(house, "2026-12-08").count == 8)
            #expect(try await starts(house, "2026-12-25") == [])
            // Shorter hours on a holiday win over it.
            let short: JSON = [
                "from_date": "2026-12-25", "through_date": "2026-12-25", "kind": "open",
                "hours": [["opens": "10:00", "closes": "12:00"]],
            ]
            _ = try await house.owner.accepted(.post, "\(path(house))/exceptions", short)
            #expect(try await starts(house, "2026-12-25") == ["10:00", "11:00"])
            let turnedOff = try await house.owner.accepted(.put, holidays, ["is_on": false])
            #expect(turnedOff["country"] == "ES" && turnedOff["is_on"] == false)
            #expect(try await day(house, "2027-01-01")["closed"] == .null)
        }
    }

    @Test(arguments: TestEngine.available)
    func `where hours never close, what a week shows can be booked on each of its days`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let hours = (1...7).map { ["weekday": .integer($0), "opens": "00:00", "closes": "24:00"] as JSON }
            _ = try await house.owner.accepted(.put, path(house), ["hours": .array(hours)])
            let offering = "/businesses/\(house.business)/offerings/\(house.lesson)"
            _ = try await house.owner.accepted(.put, offering, ["duration_minutes": 50, "step_minutes": 50])
            let query = "offering_id=\(house.lesson)&start_date=2026-11-24&end_date=2026-11-30"
            let week = try await house.guest.accepted(.get, "/public/\(TestHouse.slug)/availability?\(query)")
            for (number, day) in (week.members ?? []).enumerated() {
                #expect(day.value.array?.first?["start_time"] == "00:00")
                let start = try #require(day.value.array?.last?["start"]?.string)
                #expect(await house.book(start, "c\(number)@example.com").status == 201, "\(start)")
            }
            #expect(week.members?.count == 7)
        }
    }

    @Test(arguments: TestEngine.available)
    func `an address that another business has taken shows nothing of the one before`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            _ = try await starts(house, "2026-11-24")
            let zoe = house.guest.as(try await house.person("zoe"))
            let hers =
                try await zoe.made(
                    "/businesses", ["name": "Climbing Hall", "zone": "Europe/Berlin", "currency": "EUR"])["id"]?.string
                ?? ""
            _ = try await house.owner.accepted(.put, "/businesses/\(house.business)", ["slug": "swim-school-2"])
            _ = try await zoe.accepted(.put, "/businesses/\(hers)", ["slug": .string(TestHouse.slug)])
            // As many changes have been made to hers as had been to the other.
            try await house.store.write { db in
                try db.execute(
                    """
                    UPDATE businesses SET revision = (SELECT revision - 1 FROM businesses WHERE slug = 'swim-school-2')
                    WHERE slug = \(TestHouse.slug)
                    """)
            }
            let services = try await house.guest.accepted(.get, "/public/\(TestHouse.slug)/services")
            #expect(!services.text.contains("Private lesson"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `with every location out of use nothing is shown or booked`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let locations = "/businesses/\(house.business)/locations"
            let pool = try await house.owner.made(locations, ["name": "Pool"])["id"]?.string ?? ""
            #expect(try await starts(house, "2026-11-24").count == 8)
            _ = try await house.owner.accepted(.put, "\(locations)/\(pool)", ["is_active": false])
            #expect(try await starts(house, "2026-11-24") == [])
            #expect(await house.book(TestHouse.tuesday).status == 409)
        }
    }

    @Test(arguments: TestEngine.available)
    func `of two who replace the week at once one comes last, and nobody's hours are mixed`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine, connections: 8) { house in
            for round in 0..<12 {
                let weeks = ["08:0\(round % 10)", "10:0\(round % 10)"].map { opens -> JSON in
                    ["hours": [["weekday": 1, "opens": .string(opens), "closes": "18:00"]]]
                }
                let statuses = await withTaskGroup(of: Int.self) { group in
                    for week in weeks { group.addTask { await house.owner.send(.put, path(house), week).status } }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses == [200, 200])
                let lines = try await house.owner.accepted(.get, path(house))["hours"]?.array ?? []
                #expect(lines.count == 1, "\(round)")
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a booking that the hours no longer cover is listed and stays as it is`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            // The buffer reaches past closing time; that is no fault of the booking's.
            let buffered: JSON = ["buffer_time_minutes": 30, "needs": [[.string(house.ana)]]]
            _ = try await house.owner.accepted(
                .put, "/businesses/\(house.business)/offerings/\(house.lesson)", buffered)
            let last = await house.book("2026-11-24T15:00:00Z", "last@example.com")
            let first = await house.book(TestHouse.tuesday, "first@example.com")
            #expect(last.status == 201 && first.status == 201)
            #expect(try await outside(house)["count"] == 0)
            let off: JSON = [
                "resource_id": .string(house.ana), "from_date": "2026-11-24", "through_date": "2026-11-27",
                "kind": "closed", "reason": "time_off",
            ]
            let taken = try await house.owner.accepted(.get, "/bookings/\(first.json?["id"]?.string ?? "")")
            let added = try await house.owner.accepted(.post, "\(path(house))/exceptions", off)
            #expect(added["outside"]?["count"] == 2)
            let listed = added["outside"]?["bookings"]?.array ?? []
            #expect(listed.map { $0["reference"] } == [first, last].map { $0.json?["reference"] })
            #expect(listed.first?["booking_id"] == first.json?["id"])
            #expect(listed.first?["from"] == "2026-11-24T08:00:00Z" && listed.first?["to"] == "2026-11-24T09:00:00Z")
            #expect(listed.first?["detail"] == "Ana: Time off")
            #expect(try await house.owner.accepted(.get, "/bookings/\(first.json?["id"]?.string ?? "")") == taken)

            let id = added["id"]?.string ?? ""
            let removed = try await house.owner.accepted(.delete, "\(path(house))/exceptions/\(id)")
            #expect(removed["outside"]?["count"] == 0)
            #expect(await house.owner.send(.delete, "\(path(house))/exceptions/\(id)").status == 404)

            let mornings = (1...5).map { ["weekday": .integer($0), "opens": "09:00", "closes": "13:00"] as JSON }
            let changed = try await house.owner.accepted(.put, path(house), ["hours": .array(mornings)])
            #expect(changed["outside"]?["count"] == 1)
            #expect(changed["outside"]?["bookings"]?.array?.first?["reason"] == "hours")
            // What has begun is no longer of the future.
            house.clock.set(try #require(Instant(rfc3339: "2026-11-24T15:30:00Z")))
            let later = try await back(house).accepted(.get, "\(path(house))/outside")
            #expect(later["count"] == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a night goes past midnight, over a change of clocks, and is shown whole`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            // In Madrid the clocks go from 02:00 to 03:00 on Sunday 2027-03-28.
            house.clock.set(try #require(Instant(rfc3339: "2027-03-26T06:00:00Z")))
            let owner = try await back(house)
            let nights = (1...7).map { ["weekday": .integer($0), "opens": "22:00", "closes": "06:00"] as JSON }
            let answer = try await owner.accepted(.put, path(house), ["hours": .array(nights)])
            #expect(answer["hours"]?.array?.first?["closes"] == "06:00")
            let saturday = try await day(house, "2027-03-27", by: owner)
            let open = saturday["open"]?.array ?? []
            #expect(open.count == 1)
            #expect(open.first?["opens"] == "22:00" && open.first?["closes"] == "06:00")
            #expect(open.first?["from"] == "2027-03-27T21:00:00Z" && open.first?["to"] == "2027-03-28T04:00:00Z")
            #expect(
                try await starts(house, "2027-03-28")
                    == ["00:00", "01:00", "03:00", "04:00", "05:00", "22:00", "23:00"])
            // A closed date loses the night that begins on it, and keeps the one that ends on it.
            let off: JSON = ["from_date": "2027-03-28", "through_date": "2027-03-28", "kind": "closed"]
            _ = try await owner.accepted(.post, "\(path(house))/exceptions", off)
            #expect(try await starts(house, "2027-03-28") == ["00:00", "01:00", "03:00", "04:00", "05:00"])
            // Hours that end when they begin go around the clock.
            let always: JSON = ["weekday": 1, "opens": "09:00", "closes": "09:00"]
            _ = try await owner.accepted(.put, path(house), ["hours": [always]])
            #expect(
                try await day(house, "2027-04-05", by: owner)["open"]?.array?.first?["to"] == "2027-04-06T07:00:00Z")
        }
    }

    @Test(arguments: TestEngine.available)
    func `hours of one person stay inside the business's, and the preview counts bookings`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let business = (1...5).map { ["weekday": .integer($0), "opens": "09:00", "closes": "17:00"] as JSON }
            let ana: JSON = [
                "resource_id": .string(house.ana), "weekday": 2, "opens": "07:00", "closes": "11:00",
            ]
            _ = try await house.owner.accepted(.put, path(house), ["hours": .array(business + [ana])])
            #expect(await house.book(TestHouse.tuesday).status == 201)
            #expect(await house.book(TestHouse.tuesday, "ben@example.com").status == 201)
            let tuesday = try await day(house, "2026-11-24", house.ana)
            #expect(tuesday["open"]?.array?.map { $0["opens"] } == ["09:00"])
            #expect(tuesday["open"]?.array?.map { $0["closes"] } == ["11:00"])
            #expect(tuesday["bookings"] == 1)
            #expect(try await day(house, "2026-11-24")["bookings"] == 2)
            #expect(try await day(house, "2026-11-25", house.ana)["closed"] == "hours")
            #expect(try await day(house, "2026-11-25", house.ben)["closed"] == .null)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what can't be is refused, and nothing is written`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let before = try await house.rows()
            func exception(_ changes: [String: JSON]) -> JSON {
                let fields: [String: JSON] = [
                    "from_date": "2026-12-24", "through_date": "2026-12-26", "kind": "closed",
                ]
                return .object(fields.merging(changes) { $1 }.map { JSON.Member($0, $1) })
            }
            let overlap: JSON = [["opens": "09:00", "closes": "12:00"], ["opens": "11:00", "closes": "13:00"]]
            let exceptions: [[String: JSON]] = [
                ["from_date": "2026-02-30"], ["from_date": "2026-12-27"], ["through_date": "2037-01-01"],
                ["kind": "open"], ["kind": "open", "hours": overlap], ["reason": "tired"],
                ["resource_id": "res_3nk2r8w1qz7"], ["hours": [["opens": "25:00", "closes": "26:00"]]],
            ]
            for changes in exceptions {
                let body = exception(changes)
                let answer = await house.owner.send(.post, "\(path(house))/exceptions", body)
                #expect(answer.status == 422, "\(body.text) \(answer.text)")
            }
            let holidays: [JSON] = [
                ["is_on": true], ["country": "XX"], ["country": "ES", "subdivision": "XX"],
                ["country": "FI", "subdivision": "MD"], ["country": "ES", "open_on": ["2026-02-30"]],
                ["country": "ES", "open_on": .array(Array(repeating: "2026-12-25", count: 401))],
            ]
            for body in holidays {
                #expect(await house.owner.send(.put, "\(path(house))/holidays", body).status == 422, "\(body.text)")
            }
            let night: JSON = ["weekday": 7, "opens": "22:00", "closes": "06:00"]
            let early: JSON = ["weekday": 1, "opens": "05:00", "closes": "12:00"]
            #expect(await house.owner.send(.put, path(house), ["hours": [night, early]]).status == 422)
            for query in ["weeks=0", "weeks=13", "from=2026-02-30", "resource_id=res_3nk2r8w1qz7"] {
                #expect(await house.owner.send(.get, "\(path(house))/preview?\(query)").status == 422, "\(query)")
            }
            #expect(try await house.rows().differences(from: before) == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a thousand exceptions are taken, and one too many is not`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            func days(_ count: Int) -> JSON {
                let first = LocalDate(year: 2027, month: 1, day: 1)
                return .array(
                    (0..<count).compactMap { first?.adding(days: $0).description }.map { date in
                        ["from_date": .string(date), "through_date": .string(date), "kind": "closed"]
                    })
            }
            _ = try await house.owner.accepted(.put, path(house), ["exceptions": days(1_000)])
            #expect(try await day(house, "2028-01-03")["closed"] == "blackout")
            #expect(await house.owner.send(.put, path(house), ["exceptions": days(2_001)]).status == 422)
            _ = try await house.owner.accepted(.put, path(house), ["exceptions": days(2_000)])
            let more: JSON = ["from_date": "2026-12-24", "through_date": "2026-12-24", "kind": "closed"]
            #expect(await house.owner.send(.post, "\(path(house))/exceptions", more).status == 422)
        }
    }

    @Test func `the desk lists, hides what has passed, copies a week and keeps holidays`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let browser = Browser(house.composition.site)
            #expect(await browser.logIn("maria").status == 303)
            let desk = "/desk/\(TestHouse.slug)/hours"
            #expect(await house.book(TestHouse.tuesday).status == 201)
            var page = await browser.get(desk)
            let past = [
                "from_date": "2026-11-02", "through_date": "2026-11-06", "kind": "closed", "reason": "time_off",
            ]
            let ahead = [
                "from_date": "2026-11-24", "through_date": "2026-11-27", "kind": "closed", "reason": "time_off",
            ]
            for form in [past, ahead] {
                #expect(await browser.post("\(desk)/exceptions", form, from: page).status == 303)
            }
            page = await browser.get(desk)
            #expect(page.text.contains("they are listed below") && page.text.contains("1 booking lies outside"))
            #expect(page.text.contains("24 Nov 2026 – 27 Nov 2026") && !page.text.contains("2 Nov 2026 – 6 Nov 2026"))
            #expect(page.text.contains("Show 1 that has passed"))
            #expect(await browser.get("\(desk)?past=true").text.contains("2 Nov 2026 – 6 Nov 2026"))

            let copied = await browser.post("\(desk)/copy", ["resource": house.ana], from: page)
            #expect(copied.header("location") == "\(desk)?resource=\(house.ana)")
            let hours = try await house.owner.accepted(.get, path(house))["hours"]?.array ?? []
            #expect(hours.filter { $0["resource_id"] == .string(house.ana) }.count == 5)

            page = await browser.get("\(desk)/holidays?country=ES")
            #expect(page.text.contains("Christmas Day"))
            let chosen = ["country": "ES", "subdivision": "MD", "open_2026-12-08": "true"]
            #expect(await browser.post("\(desk)/holidays", chosen, from: page).status == 303)
            page = await browser.get(desk)
            #expect(page.text.contains("closed on public holidays: Spain, Madrid"))
            #expect(page.text.contains("Closed (Christmas Day)"))
            #expect(!page.text.contains("Closed (Immaculate Conception)"))
            let wrong = await browser.post(
                "\(desk)/holidays", ["country": "ES", "subdivision": "XX"],
                from: await browser.get("\(desk)/holidays"))
            #expect(wrong.status == 422 && wrong.text.contains("id=\"f-subdivision\""))
            page = await browser.get("\(desk)/holidays")
            #expect(await browser.post("\(desk)/holidays/off", [:], from: page).status == 303)
            #expect(await browser.get(desk).text.contains("is not closed on public holidays"))

            page = await browser.get(desk)
            let night = ["sunday": "22-6", "monday": "5-12"]
            let overlapping = await browser.post(desk, night, from: page)
            #expect(overlapping.status == 422 && overlapping.text.contains("past midnight into those of the next day"))
            #expect(await browser.post(desk, ["sunday": "22-6"], from: page).status == 303)
            #expect(await browser.get(desk).text.contains("22:00–06:00 (next day)"))
        }
    }
}
