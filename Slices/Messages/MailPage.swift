import Web
import Words

/// One mail, as HTML by its template and as plain text.
struct MailPage: Page {
    struct Row: Sendable {
        let label: String
        let value: String
    }

    static let template = "mail"
    let title: String
    let lead: String
    let rows: [Row]
    let link: String
    let linkLabel: String
    let foot: String
    let lang: String
    let dir: String

    var text: String {
        let table = rows.map { "\($0.label): \($0.value)" }.joined(separator: "\n")
        let parts = [lead, table, "\(linkLabel):\n\(link)", "-- \n\(foot)\n"]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    static func sample(_ words: Wording) -> MailPage {
        MailPage(
            words, title: "Confirmed", lead: "Your lesson is booked.",
            rows: [Row(label: "When", value: "Monday, 09:00")], link: "https://book.example.org/b/K7M2Q9XA/0",
            linkLabel: "See or cancel", foot: "Swim School")
    }
}

extension MailPage {
    /// - Parameter words: of the language in which all of it is.
    init(_ words: Wording, title: String, lead: String, rows: [Row], link: String, linkLabel: String, foot: String) {
        (self.title, self.lead, self.rows) = (title, lead, rows)
        (self.link, self.linkLabel, self.foot) = (link, linkLabel, foot)
        lang = words.language.code
        dir = words.language.isRightToLeft ? "rtl" : "ltr"
    }

    /// The page as it is stored, with nothing for a calendar.
    func content(_ templates: Templates, _ words: Wording) throws -> MailContent {
        MailContent(
            subject: title, text: text, html: try templates.mail(self, words), calendarMethod: nil, calendar: nil)
    }
}
