import Testing

@testable import Messages

@Suite struct MailPageTests {
    @Test func `a mail in plain text says all that its HTML says`() {
        let page = MailPage(
            title: "Confirmed", lead: "Your lesson is booked.",
            rows: [.init(label: "When", value: "Monday"), .init(label: "Where", value: "Madrid")],
            link: "https://book.example.org/b/K7M2Q9XA/0", linkLabel: "See or cancel", foot: "Swim School", lang: "en",
            dir: "ltr")
        for part in ["Your lesson is booked.", "When: Monday", "Where: Madrid", page.link, page.linkLabel, page.foot] {
            #expect(page.text.contains(part), "\(part)")
        }
    }
}
