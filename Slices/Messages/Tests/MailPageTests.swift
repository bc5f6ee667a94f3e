import Testing
import Web
import Words

@testable import Messages

@Suite struct MailPageTests {
    @Test func `a mail in plain text says all that its HTML says`() throws {
        let link = "https://book.example.org/b/K7M2Q9XA/0"
        let page = try page(link)
        for part in ["Your lesson is booked.", "When: Monday", "Where: Madrid", link, page.linkLabel, page.foot] {
            #expect(page.text.contains(part), "\(part)")
        }
    }

    @Test func `a mail that was stored says what it said`() throws {
        let page = try page("https://book.example.org/b/K7M2Q9XA/0")
        let read = MailPage(try Self.words(), title: page.title, body: page.body.text)
        #expect("\(read)" == "\(page)" && read.text == page.text)
    }

    @Test func `of a mail from before its text is shown, of a forgotten one nothing but its title`() throws {
        let old = MailPage(try Self.words(), title: "Confirmed", body: "It is booked.\n\nSwim School")
        #expect(old.title == "Confirmed" && old.text == "It is booked.\n\nSwim School" && old.link == nil)
        #expect(MailPage(try Self.words(), title: "Confirmed", body: "").text == "")
    }

    private static func words() throws -> Wording { try WordBook([["Words/es.json": "{}"]]).words(.es) }

    private func page(_ link: String) throws -> MailPage {
        MailPage(
            try Self.words(), title: "Confirmed", lead: "Your lesson is booked.",
            rows: [.init(label: "When", value: "Monday"), .init(label: "Where", value: "Madrid")],
            link: link, linkLabel: "See or cancel", foot: "Swim School")
    }
}
