import House
import Kernel
import Mail
import Storage
import Web
import Words

/// The mails that this installation has written, for trying things out where no mail server is. Mounted in the demo and on request
/// only, never in production.
extension MessageSlice {
    var outboxPages: [PageRoute] {
        [
            .get("/outbox", access: .anyone) { visit in
                let messages = try await house.store.read { db in try db.latestMessages(100) }
                return try house.page(OutboxPage(messages, visit.words), visit)
            },
            .get("/outbox/{id}", access: .anyone) { visit in
                let message = try await message(visit)
                let page = OutboxMessagePage(message, page(message).text, visit.words)
                // The frame shows the mail's own HTML, below, on a page that can run nothing.
                return try house.page(page, visit).with(
                    "content-security-policy",
                    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; frame-src 'self'; "
                        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
                )
            },
            .get("/outbox/{id}/html", access: .anyone) { visit in
                let message = try await message(visit)
                return Answer.html(try html(page(message), message.language)).with(
                    "content-security-policy",
                    "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'")
            },
            .get("/outbox/{id}/invite.ics", access: .anyone) { visit in
                guard let calendar = try await message(visit).calendar?.text else { throw Problem.notFound }
                return .file(calendar, type: "text/calendar; charset=utf-8", name: "invite.ics")
            },
        ]
    }

    private func message(_ visit: Visit) async throws -> Message {
        let id = try visit.id("id", MessageID.self)
        guard let message = try await house.store.read({ db in try db.message(id) }) else { throw Problem.notFound }
        return message
    }
}

struct OutboxPage: Page {
    struct Row: Sendable {
        let href: String
        let subject: String
        let to: String
        let state: String
        let when: String
    }

    static let template = "outbox"
    let title: String
    let rows: [Row]
    let hasRows: Bool

    init(_ messages: [Message], _ words: Wording) {
        title = words("outbox.title")
        rows = messages.map {
            Row(
                href: "/outbox/\($0.id)", subject: $0.subject, to: $0.toAddress,
                state: words("outbox.state.\($0.state)"),
                when: words.formats.dateTime($0.createdAt, in: .utc))
        }
        hasRows = !messages.isEmpty
    }

    private init(title: String, rows: [Row]) {
        self.title = title
        self.rows = rows
        hasRows = true
    }

    static func sample(_ words: Wording) -> OutboxPage {
        OutboxPage(
            title: words("outbox.title"),
            rows: [Row(href: "/outbox/1", subject: "Confirmed", to: "a@b.example", state: "sent", when: "09:00")])
    }
}

struct OutboxMessagePage: Page {
    static let template = "outbox-message"
    let title: String
    let to: String
    let state: String
    let error: String?
    let text: String
    let htmlHref: String
    let calendarHref: String?

    init(_ message: Message, _ text: String, _ words: Wording) {
        title = message.subject
        to = message.toAddress
        state = words("outbox.state.\(message.state)")
        error = message.error
        self.text = text
        htmlHref = "/outbox/\(message.id)/html"
        calendarHref = message.calendar == nil ? nil : "/outbox/\(message.id)/invite.ics"
    }

    private init(sample title: String) {
        self.title = title
        (to, state, error, text) = ("a@b.example", "sent", "550 no such user", "Hello")
        (htmlHref, calendarHref) = ("/outbox/1/html", "/outbox/1/invite.ics")
    }

    static func sample(_ words: Wording) -> OutboxMessagePage { OutboxMessagePage(sample: "Confirmed") }
}
