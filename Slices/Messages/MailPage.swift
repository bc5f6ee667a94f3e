import Web
import Words

/// What one mail says. It is stored as that; its HTML and its plain text are made when somebody is to read them.
struct MailPage: Page {
    struct Row: Sendable {
        let label: String
        let value: String
    }

    static let template = "mail"
    let title: String
    let lead: String
    let rows: [Row]
    /// Nil for a mail whose text is forgotten, and for one from before mails were stored like this.
    let link: String?
    let linkLabel: String
    let foot: String
    let lang: String
    let dir: String

    /// - Parameter words: of the language in which all of it is.
    init(_ words: Wording, title: String, lead: String, rows: [Row], link: String?, linkLabel: String, foot: String) {
        (self.title, self.lead, self.rows) = (title, lead, rows)
        (self.link, self.linkLabel, self.foot) = (link, linkLabel, foot)
        lang = words.language.code
        dir = words.language.isRightToLeft ? "rtl" : "ltr"
    }

    var text: String {
        let table = rows.map { "\($0.label): \($0.value)" }.joined(separator: "\n")
        let parts = [lead, table, link.map { "\(linkLabel):\n\($0)" } ?? "", foot.isEmpty ? "" : "-- \n\(foot)\n"]
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
    /// All but the title and the language, as it is stored: a list of paragraphs, which reads well in a copy of somebody's data.
    var body: JSON {
        [
            .string(lead), .list(rows) { Self.line($0.label, $0.value) },
            .list([link].compactMap(\.self)) { Self.line(linkLabel, $0) }, .string(foot),
        ]
    }

    /// - Parameter body: as it is stored. What was written before mails were stored like this is text, and is the lead.
    init(_ words: Wording, title: String, body: String) {
        let stored = (try? JSON.parse(Array(body.utf8)))?.array ?? []
        let parts = stored.count == 4 ? stored : [.string(body), [], [], ""]
        func lines(_ part: JSON) -> [Row] {
            (part.array ?? []).map { Row(label: $0["label"]?.string ?? "", value: $0["value"]?.string ?? "") }
        }
        let link = lines(parts[2]).first
        self.init(
            words, title: title, lead: parts[0].string ?? "", rows: lines(parts[1]), link: link?.value,
            linkLabel: link?.label ?? "", foot: parts[3].string ?? "")
    }

    private static func line(_ label: String, _ value: String) -> JSON {
        ["label": .string(label), "value": .string(value)]
    }
}
