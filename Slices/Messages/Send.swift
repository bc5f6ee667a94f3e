import House
import Jobs
import Kernel
import Mail
import Storage
import Web
import Words

extension MessageSlice {
    /// Each try an hour after the one before, but for the first dozen: three days in all.
    static let attempts = 80

    /// Sends one message. A mail server that is away is tried again by the job; one that refuses for good, or is away for three days, is
    /// noted, and what only its reader may know is forgotten.
    var sendJob: JobHandler {
        JobHandler(
            "Messages.send", attempts: Self.attempts,
            .outside { job in
                guard let id = job.payload["message"].flatMap({ MessageID($0) }),
                    let message = try await house.store.read({ db in try db.message(id) }), message.state == "queued"
                else { return }
                guard let transport else {
                    return try await house.store.write { db in try db.mark(message, sentBy: "outbox") }
                }
                do {
                    try await transport.send(try email(message))
                    try await house.store.write { db in try db.mark(message, sentBy: "smtp") }
                } catch MailFault.permanent(let code, let text) {
                    try await house.store.write { db in try db.mark(message, failed: "\(code) \(text)") }
                } catch MailFault.temporary(let text) where job.attempt >= Self.attempts {
                    try await house.store.write { db in try db.mark(message, failed: text) }
                }
            })
    }

    private func email(_ message: Message) throws -> Email {
        guard let to = EmailAddress(message.toAddress) else {
            throw MailFault.permanent(code: 0, "the address is none")
        }
        let page = page(message)
        // The id is the message's own: a mail that goes out twice, after a crash between sending and noting, is one to mail readers.
        return Email(
            from: Mailbox(from, name: "Daybook"), to: Mailbox(to, name: message.toName ?? ""),
            replyTo: message.replyTo.flatMap { EmailAddress($0) }.map { Mailbox($0) }, subject: message.subject,
            text: page.text, html: try html(page, message.language), calendar: message.calendar,
            messageID: "\(message.id)@\(from.domain)", date: message.createdAt,
            headers: [MailHeader("Auto-Submitted", "auto-generated")])
    }

    func page(_ message: Message) -> MailPage {
        MailPage(house.words.words(message.language), title: message.subject, body: message.body)
    }

    func html(_ page: MailPage, _ language: Language) throws -> String {
        try house.templates.mail(page, house.words.words(language))
    }
}
