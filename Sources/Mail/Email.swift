import Kernel

/// An address with the name that mail programs show.
package struct Mailbox: Hashable, Sendable {
    /// Plain text; empty for none.
    package var name: String
    package var address: EmailAddress

    package init(_ address: EmailAddress, name: String = "") {
        self.address = address
        self.name = name
    }
}

/// One message to one reader, in text and HTML, perhaps with a calendar file.
///
/// Any text may hold anything: header values are encoded, and no line break in them survives.
package struct Email: Sendable {
    package var from: Mailbox
    package var to: Mailbox
    package var replyTo: Mailbox?
    package var subject: String
    package var text: String
    package var html: String
    package var calendar: CalendarPart?
    /// `unique@domain`, without angle brackets. The same for a message that is sent again, so that a reader who got
    /// it twice sees it once.
    package var messageID: String
    /// The `Date` header.
    package var date: Instant
    package var headers: [MailHeader]

    package init(
        from: Mailbox, to: Mailbox, replyTo: Mailbox? = nil, subject: String, text: String, html: String,
        calendar: CalendarPart? = nil, messageID: String, date: Instant, headers: [MailHeader] = []
    ) {
        self.from = from
        self.to = to
        self.replyTo = replyTo
        self.subject = subject
        self.text = text
        self.html = html
        self.calendar = calendar
        self.messageID = messageID
        self.date = date
        self.headers = headers
    }
}

/// A calendar file (RFC 5545) that goes with a message.
package struct CalendarPart: Hashable, Sendable {
    /// The file's METHOD: `REQUEST`, `CANCEL` or `PUBLISH`.
    package var method: String
    package var text: String

    package init(method: String, text: String) {
        self.method = method
        self.text = text
    }
}

/// A further header, such as `Auto-Submitted` or `List-Unsubscribe`. Its name is part of the program, never data.
package struct MailHeader: Sendable {
    let name: String
    let value: String

    package init(_ name: StaticString, _ value: String) {
        self.name = name.description
        self.value = value
    }
}
