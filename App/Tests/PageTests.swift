import House
import Kernel
import Testing
import Words

@testable import Web
@testable import daybook

/// Pages and their templates agree.
@Suite struct PageTests {
    @Test func `every page is listed`() throws {
        let found = try Repository.swift().flatMap { file in
            file.text.matches(of: /struct (\w+): Page\b/).map { String($0.1) }
        }
        let listed = Pages.all.map { "\($0)" }
        #expect(found.sorted() == listed.sorted())
    }

    @Test func `every page's sample reads without a gap in every language`() async throws {
        try await TestHouse.empty { house in
            for language in Language.spoken {
                let words = house.house.words.words(language)
                for page in Pages.samples(words) {
                    let text = try render(page, house, words)
                    for gap in ["⟦", "[[", "]]", "{{", "}}"] {
                        #expect(!text.contains(gap), "\(type(of: page)) in \(language.code): \(gap)")
                    }
                    #expect(text.contains("lang=\"\(language.code)\""), "\(type(of: page))")
                }
            }
        }
    }

    @Test func `every tag of every template is a property that is there`() async throws {
        try await TestHouse.empty { house in
            for language in Language.spoken {
                let words = house.house.words.words(language)
                var (visited, opened, met): (Set<String>, Set<String>, Set<String>) = ([], [], [])
                for page in Pages.samples(words) {
                    var walk = TemplateWalk(sources: house.house.templates.sources, words: words)
                    walk.check(page, chrome(words))
                    for fault in walk.faults { Issue.record("\(type(of: page)) in \(language.code): \(fault)") }
                    visited.formUnion(walk.visited)
                    opened.formUnion(walk.opened)
                    met.formUnion(walk.met)
                }
                #expect(
                    Set(house.house.templates.sources.keys).subtracting(visited) == [], "templates that no page uses")
                #expect(met.subtracting(opened) == [], "sections that no sample fills")
            }
        }
    }

    @Test func `the walk finds a tag that is not there`() throws {
        struct Bad: Page {
            struct Row { let name: String }
            static let template = "bad"
            let title: String
            let rows: [Row]
            static func sample(_ words: Wording) -> Bad { Bad(title: "", rows: [Row(name: "")]) }
        }
        let source = "{{title}}{{#rows}}{{name}}{{nmae}}{{/rows}}{{#missing}}{{/missing}}{{> gone}}"
        let words = try WordBook([["Words/en.json": "{}"]]).words(.en)
        var walk = TemplateWalk(sources: ["bad": source], words: words)
        walk.check(Bad.sample(words), chrome(words))
        #expect(walk.faults.count == 3)
    }

    private func render(_ page: some Page, _ house: Composition, _ words: Wording) throws -> String {
        if type(of: page).template == "mail" { return try house.house.templates.mail(page, words) }
        return try house.house.templates.page(page, chrome(words), words).text
    }

    private func chrome(_ words: Wording) -> Chrome {
        let visit = Visit(
            id: "r-1", incoming: Incoming(.get, "/desk/swim-school"), parameters: [:], query: Fields(), body: Fields(),
            visitor: .user(SignedIn(id: 1, name: "Maria", isAdmin: false, formToken: "t")), words: words)
        var chrome = Chrome(visit)
        chrome.nav = [.init(href: "/", label: "Today", icon: "today", isCurrent: true, badge: "3")]
        chrome.businesses = [.init(href: "/", name: "Swim School", isCurrent: true)]
        chrome.businessName = "Swim School"
        chrome.businessHref = "/book/swim-school"
        chrome.notice = "Saved."
        chrome.undo = Undo("/desk/swim-school/bookings/bkg_1/notes", ["notes": "First time."])
        chrome.isDemo = true
        chrome.liveHref = "/desk/swim-school/live"
        chrome.searchHref = "/desk/swim-school/search"
        chrome.searchText = "doe"
        return chrome
    }
}
