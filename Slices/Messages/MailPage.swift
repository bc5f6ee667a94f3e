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
            title: "Confirmed", lead: "Your lesson is booked.", rows: [Row(label: "When", value: "Monday, 09:00")],
            link: "https://book.example.org/b/K7M2Q9XA/0", linkLabel: "See or cancel", foot: "Swim School",
            lang: words.language.code, dir: "ltr")
    }
}
