import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// Steps of a booking that nothing leads back from: the desk asks first.
@Suite struct AdvanceTests {
    private static let desk = "/desk/\(TestHouse.slug)"

    @Test(arguments: TestEngine.available, ["no-show", "complete"])
    func `a page asks before a booking is missed or completed for good`(
        _ engine: TestEngine, _ step: String
    ) async throws {
        try await TestHouse.with(engine) { house in
            let id = await house.book(TestHouse.tuesday).json?["id"]?.string ?? ""
            let path = "\(Self.desk)/bookings/\(id)"
            let staff = try await house.browser("sam", role: "staff")
            // A quarter past nine in Madrid.
            house.clock.advance(by: .minutes(26 * 60 + 15))
            let page = await staff.get(path)
            #expect(page.text.contains("href=\"\(path)/\(step)\" data-confirm"))
            #expect(!page.text.contains("action=\"\(path)/\(step)\""))
            let today = await staff.get(Self.desk)
            #expect(today.text.contains("href=\"\(path)/\(step)?back=today\" data-confirm"))
            let before = try await house.rows()
            let ask = await staff.get("\(path)/\(step)?back=today")
            #expect(ask.status == 200 && ask.text.contains("This can’t be undone") == (step == "no-show"))
            #expect(ask.text.contains("name=\"back\" value=\"today\"") && ask.text.contains("John Doe"))
            #expect(await staff.get("\(path)/\(step)?back=elsewhere").text.contains("name=\"back\"") == false)
            #expect(try await house.rows().differences(from: before) == [])
            let viewer = try await house.browser("vera", role: "viewer")
            #expect(await viewer.get("\(path)/\(step)").status == 403)
            let done = await staff.post("\(path)/\(step)", ["back": "today"], from: ask)
            #expect(done.status == 303 && done.header("location") == Self.desk)
            let status = step == "no-show" ? "no_show" : "completed"
            #expect(try await house.number("SELECT COUNT(*) FROM bookings WHERE status = \(status)") == 1)
            let again = await staff.post("\(path)/\(step)", [:], from: ask)
            #expect(again.status == 409 && again.text.contains("data-ask"))
        }
    }

    @Test func `a session's list leads back to it`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let session = try await house.session()
            let course = try await house.owner.accepted(.get, "/sessions/\(session)")["offering_id"]?.string ?? ""
            let wish: JSON = [
                "business_id": .string(house.business), "offering_id": .string(course), "session_id": .string(session),
                "start": "2026-11-24T16:00:00Z", "client_name": "John Doe", "client_email": "john@example.com",
            ]
            let id = try await house.owner.made("/bookings", wish)["id"]?.string ?? ""
            house.clock.advance(by: .minutes(34 * 60 + 15))
            let maria = try await house.browser("maria")
            let path = "\(Self.desk)/bookings/\(id)/no-show"
            let list = await maria.get("\(Self.desk)/sessions/\(session)")
            #expect(list.text.contains("href=\"\(path)?back=session\" data-confirm"))
            let ask = await maria.get("\(path)?back=session")
            #expect(ask.text.contains("href=\"\(Self.desk)/sessions/\(session)\""))
            let done = await maria.post(path, ["back": "session"], from: ask)
            #expect(done.header("location") == "\(Self.desk)/sessions/\(session)")
        }
    }
}
