import Bookings
import Catalogue
import Kernel
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web
import Words

@testable import Storefront

/// Ana comes back by the link in her mail.
@Suite struct CustomerPagesTests {
    @Test(arguments: TestEngine.available)
    func `cancelling gives back what the page has shown, or shows the page again`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let path = try await world.book("2026-11-24T15:00:00Z")
            let asked = await world.get("\(path)/cancel")
            #expect(asked.text.contains("name=\"share\" value=\"10000\""))
            world.clock.advance(by: .hours(20))
            let late = await world.post("\(path)/cancel", ["share": "10000"])
            #expect(late.status == 409 && late.text.contains("name=\"share\" value=\"5000\""))
            #expect(try await world.count(.confirmed) == 1)
            let done = await world.post("\(path)/cancel", ["share": "5000"])
            #expect(done.status == 303 && done.header("location") == path)
            let page = await world.get(path)
            #expect(page.text.contains("status-cancelled") && page.text.contains("€19.00"))
            #expect(!page.text.contains("/cancel\""))
        }
    }

    @Test func `looking never cancels`() async throws {
        try await World.with(.sqlite) { world in
            let path = try await world.book("2026-11-24T15:00:00Z")
            for tail in ["", "/cancel", "/invite.ics"] { #expect(await world.get(path + tail).status == 200) }
            #expect(try await world.count(.confirmed) == 1)
        }
    }

    @Test func `a wrong key, another booking's key and an unknown reference answer alike`() async throws {
        try await World.with(.sqlite) { world in
            let mine = try await world.book("2026-11-24T15:00:00Z").split(separator: "/").map(String.init)
            let other = try await world.book("2026-11-25T15:00:00Z", email: "ben@example.com").split(separator: "/")
                .map(String.init)
            let paths = ["/b/\(mine[1])/0000", "/b/\(mine[1])/\(other[2])", "/b/ZZZZZZZZ/\(mine[2])"]
            for path in paths {
                for tail in ["", "/cancel", "/invite.ics"] { #expect(await world.get(path + tail).status == 404) }
                #expect(await world.post("\(path)/cancel", ["share": "10000"]).status == 404)
            }
            #expect(try await world.count(.confirmed) == 2)
        }
    }

    @Test func `the calendar file holds the booked hour`() async throws {
        try await World.with(.sqlite) { world in
            let answer = await world.get(try await world.book("2026-11-24T15:00:00Z") + "/invite.ics")
            #expect(answer.header("content-type")?.hasPrefix("text/calendar") == true)
            #expect(answer.text.contains("DTSTART:20261124T150000Z") && answer.text.contains("DTEND:20261124T154500Z"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a reference tells what is harmless, and only a mail brings the link`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let path = try await world.book("2026-11-24T15:00:00Z")
            let reference = path.split(separator: "/").map(String.init)[1]
            let page = await world.get("/find?reference=%20\(reference.lowercased())%20")
            #expect(page.status == 200 && page.text.contains("status-confirmed"))
            #expect(page.text.contains("Europe/Madrid") && page.text.contains("Swim School"))
            for secret in ["ana@example.com", "Ana", path] { #expect(!page.text.contains(secret), "\(secret)") }
            let unknown = await world.get("/find?reference=ZZZZZZZZ")
            let nonsense = await world.get("/find?reference=%F0%9F%90%9F")
            #expect(unknown.status == 404 && nonsense.status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func `asking for the link answers everybody alike, and mails it to one`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let path = try await world.book("2026-11-24T15:00:00Z")
            let reference = path.split(separator: "/").map(String.init)[1]
            let awaited: SQL = "SELECT COUNT(*) FROM booking_links WHERE secret_hash = ''"
            var answers: [Answer] = []
            for (typed, email, links) in [
                (reference, "ben@example.com", 0), ("ZZZZZZZZ", "ana@example.com", 0), ("?", "ana@example.com", 0),
                (reference, "Ana@Example.com", 1),
            ] {
                answers.append(await world.post("/find", ["reference": typed, "email": email]))
                _ = try await world.work()
                #expect(try await world.number(awaited) == links, "\(typed) \(email)")
            }
            for answer in answers {
                #expect(answer.status == 303 && answer.header("location") == "/find?sent=true")
                #expect(answer.headers.map(\.value) == answers[0].headers.map(\.value))
            }
            #expect(await world.get(path).status == 200, "the link that was there still holds")
        }
    }

    @Test func `a request waits, and its page says until when`() async throws {
        try await World.with(.sqlite, DemoBusiness.town[3]) { world in
            let page = await world.get(try await world.book("2026-11-25T13:00:00Z"))
            #expect(page.text.contains("status-pending"))
            #expect(page.text.contains("Tuesday, 24 November 2026 at 07:00, Europe/Berlin (CET)"))
        }
    }

    @Test func `every page's sample reads without a gap in every language`() throws {
        let words = try WordBook(World.files)
        let templates = try Templates(files: World.files, words: words)
        for language in words.languages {
            let spoken = words.words(language)
            let pages: [any Page] = [
                HomePage.sample(spoken), BusinessPage.sample(spoken), InactivePage.sample(spoken),
                TimesPage.sample(spoken),
                ZonePage.sample(spoken), BookFormPage.sample(spoken), CustomerBookingPage.sample(spoken),
                CustomerCancelPage.sample(spoken), FindPage.sample(spoken), CustomerMovePage.sample(spoken),
                LinkOverPage.sample(spoken), MyAskPage.sample(spoken), MyCodePage.sample(spoken),
                MyBookingsPage.sample(spoken), MyBookingsPage.empty(spoken),
            ]
            for page in pages {
                let text = try render(page, templates, spoken)
                #expect(!text.contains("⟦") && !text.contains("[["), "\(type(of: page)) in \(language.code)")
                #expect(text.contains("<h1"), "\(type(of: page))")
            }
        }
    }

    private func render(_ page: some Page, _ templates: Templates, _ words: Wording) throws -> String {
        try templates.fragment(type(of: page).template, of: page, words).text
    }
}
