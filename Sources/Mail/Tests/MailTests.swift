import Foundation
import Kernel
import Testing

@testable import Mail

private let invitation = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"

private func confirmation(
    to address: String = "maria@example.com", _ change: (inout Email) -> Void = { _ in }
) throws -> Email {
    var email = Email(
        from: Mailbox(try #require(EmailAddress("swim@example.org")), name: "Swim School"),
        to: Mailbox(try #require(EmailAddress(address)), name: "Maria"),
        subject: "Confirmed: Swimming lesson", text: "See you at the pool.\nBring a towel.",
        html: "<p>See you at the pool.</p>", messageID: "bkg_1f8k.1@example.org",
        date: try #require(Instant(rfc3339: "2026-11-21T09:05:03Z")))
    change(&email)
    return email
}

private func fault(_ transport: SMTPTransport, _ email: Email) async -> MailFault? {
    do throws(MailFault) {
        try await transport.send(email)
        return nil
    } catch {
        return error
    }
}

@Suite(.serialized)
struct MailTests {
    @Test func `a message arrives over STARTTLS with text, HTML and invitation`() async throws {
        let server = try TestServer()
        let email = try confirmation { email in
            email.subject = "Bestätigt: Größe 👩‍🚀 שלום مرحبا"
            email.to.name = "María \"Mia\" Núñez"
            email.replyTo = Mailbox(email.from.address, name: "Desk, \"Swim\\School\"")
            email.text = "Grüße 👋 שלום\n.\n.dots\r\nend=\n"
            email.html = "<p lang=\"he\" dir=\"rtl\">שלום 👋</p>"
            email.calendar = CalendarPart(method: "REQUEST", text: invitation)
            email.headers = [MailHeader("Auto-Submitted", "auto-generated")]
        }
        try await SMTPTransport(try server.settings()).send(email)
        let mail = try #require(try server.messages().first)
        #expect(mail.values("X-TLS") == ["yes"])
        #expect(mail.values("X-Envelope-From") == ["swim@example.org"])
        #expect(mail.values("X-Envelope-To") == ["maria@example.com"])
        #expect(mail.values("Subject") == ["Bestätigt: Größe 👩‍🚀 שלום مرحبا"])
        #expect(mail.values("From") == ["Swim School <swim@example.org>"])
        #expect(mail.values("To") == ["\"María \\\"Mia\\\" Núñez\" <maria@example.com>"])
        #expect(mail.values("Reply-To") == ["\"Desk, \\\"Swim\\\\School\\\"\" <swim@example.org>"])
        #expect(mail.values("Date") == ["Sat, 21 Nov 2026 09:05:03 +0000"])
        #expect(mail.values("Message-ID") == ["<bkg_1f8k.1@example.org>"])
        #expect(mail.values("Auto-Submitted") == ["auto-generated"])
        #expect(mail.values("MIME-Version") == ["1.0"])
        #expect(mail.defects.isEmpty && mail.ascii && mail.longest <= 90, "\(mail.defects) \(mail.longest)")
        #expect(mail.body.type == "multipart/mixed")
        #expect(mail.body.parts.map(\.type) == ["multipart/alternative", "application/ics"])
        let alternatives = mail.body.parts[0].parts
        #expect(alternatives.map(\.type) == ["text/plain", "text/html", "text/calendar"])
        #expect(alternatives[0].text == "Grüße 👋 שלום\r\n.\r\n.dots\r\nend=\r\n")
        #expect(alternatives[1].text == "<p lang=\"he\" dir=\"rtl\">שלום 👋</p>")
        #expect(alternatives[2].text == invitation)
        #expect(alternatives[2].method == "REQUEST")
        #expect(mail.body.parts[1].file == "invite.ics")
        #expect(mail.body.parts[1].text == invitation)
    }

    @Test(arguments: [
        "a\r\nBcc: evil@example.com", "a\nBcc: evil@example.com", "a\rBcc: evil@example.com", "a\r\n\r\n<p>body</p>",
        "a\u{0}b", "a\u{85}Bcc: evil@example.com", "a\u{2028}Bcc: evil@example.com", "=?utf-8?B?QmNjOiBl?=",
        "=?utf-8?Q?a=0D=0ABcc:_evil@example.com?=", "a\" <evil@example.com>, \"b", "\\", "a\\\" <evil@example.com>",
        "ü\r\nBcc: evil@example.com", String(repeating: "long ", count: 100), String(repeating: "x", count: 2000),
        String(repeating: "ü", count: 600), "\u{202E}abc", "",
    ])
    func `no text can add a header or a reader`(text: String) throws {
        let email = try confirmation { email in
            email.from.name = text
            email.to.name = text
            email.replyTo = Mailbox(email.from.address, name: text)
            email.subject = text
            email.messageID = "id" + text + "@example.org"
            email.headers = [MailHeader("X-Note", text)]
            email.calendar = CalendarPart(method: "REQUEST\r\nBcc: evil@example.com" + text, text: invitation)
        }
        for value in [
            HeaderText.unstructured(text), HeaderText.mailbox(email.to), HeaderText.messageID(email.messageID),
        ] {
            #expect(value.utf8.allSatisfy { $0 == 13 || $0 == 10 || (32...126).contains($0) })
            let broken = value.replacing("\r\n ", with: "")
            #expect(!broken.contains("\r") && !broken.contains("\n"))
        }
    }

    @Test func `a server that was sent every trick reads one message to one reader`() async throws {
        let server = try TestServer(tls: false)
        let tricks = [
            "a\r\nBcc: evil@example.com", "a\" <evil@example.com>, \"b", "=?utf-8?Q?a=0D=0ABcc:_evil@example.com?=",
            "ü\n\n<p>", "a\\\" <evil@example.com>", "a\u{0}b\u{7F}c", String(repeating: "ü", count: 300),
        ]
        let transport = SMTPTransport(try server.settings(.none))
        for trick in tricks {
            try await transport.send(
                try confirmation { email in
                    email.from.name = trick
                    email.to.name = trick
                    email.subject = trick
                    email.messageID = "id" + trick
                    email.headers = [MailHeader("X-Note", trick)]
                    email.calendar = CalendarPart(method: "REQUEST; x=" + trick, text: invitation)
                })
        }
        let mails = try server.messages()
        #expect(mails.count == tricks.count)
        for (mail, trick) in zip(mails, tricks) {
            let spoken = trick.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }
                .joined()
                .split(separator: " ").joined(separator: " ")
            #expect(mail.values("Subject") == [spoken])
            #expect(mail.values("X-Note") == [spoken])
            #expect(mail.values("To").count == 1)
            #expect(mail.values("Bcc").isEmpty && mail.values("X-Envelope-To") == ["maria@example.com"])
            #expect(mail.headers.count == 13, "\(mail.headers.map { $0[0] })")
            #expect(mail.body.parts.map(\.type) == ["multipart/alternative", "application/ics"])
            #expect(mail.longest <= 998 && mail.ascii)
        }
    }

    @Test func `replies from 500 are for good, from 400 for now`() async throws {
        let server = try TestServer()
        let transport = SMTPTransport(try server.settings())
        let busy = await fault(transport, try confirmation(to: "busy@example.com"))
        #expect(busy == .temporary("451 4.3.0 Come back later"))
        let gone = await fault(transport, try confirmation(to: "gone@example.com"))
        #expect(gone == .permanent(code: 550, "550 5.1.1 Nobody of that name"))
        let named = await fault(transport, try confirmation(to: "named@example.com"))
        #expect(named == .permanent(code: 550, "550 5.1.1 … Recipient address rejected"), "it ends in logs")
        let spam = await fault(transport, try confirmation(to: "spam@example.com"))
        #expect(spam == .permanent(code: 554, "554 5.7.1 Not this text"))
        #expect(await fault(transport, try confirmation()) == nil)
        #expect(try server.messages().count == 1)
    }

    @Test func `a login is given over TLS only, and a refused one is not the message's fault`() async throws {
        let server = try TestServer(options: ["--auth"])
        let right = SMTPServer.Login(username: "daybook", password: "correct horse")
        let wrong = SMTPServer.Login(username: "daybook", password: "battery staple")
        try await SMTPTransport(try server.settings(login: right)).send(try confirmation())
        #expect(try server.messages().first?.values("X-User") == ["daybook"])
        guard
            case .temporary(let reason) = await fault(
                SMTPTransport(try server.settings(login: wrong)), try confirmation())
        else {
            Issue.record("a refused login has to be temporary")
            return
        }
        #expect(reason.contains("535"))
        let plain = try TestServer(tls: false)
        guard
            case .temporary = await fault(
                SMTPTransport(try plain.settings(.starttlsIfOffered, login: right)), try confirmation())
        else {
            Issue.record("a password must not go over a connection in the clear")
            return
        }
        #expect(try plain.messages().isEmpty)
    }

    @Test func `a server without STARTTLS gets mail only where that is allowed`() async throws {
        let server = try TestServer(tls: false)
        guard case .temporary = await fault(SMTPTransport(try server.settings()), try confirmation()) else {
            Issue.record("STARTTLS was required")
            return
        }
        #expect(try server.messages().isEmpty)
        try await SMTPTransport(try server.settings(.starttlsIfOffered)).send(try confirmation())
        #expect(try server.messages().first?.values("X-TLS") == ["no"])
    }

    @Test func `a certificate that nobody vouches for is refused unless a setting says otherwise`() async throws {
        let server = try TestServer()
        var settings = try server.settings()
        settings.trustedCertificatesFile = nil
        guard case .temporary = await fault(SMTPTransport(settings), try confirmation()) else {
            Issue.record("the certificate was taken")
            return
        }
        #expect(try server.messages().isEmpty)
        settings.verifiesCertificate = false
        try await SMTPTransport(settings).send(try confirmation())
        #expect(try server.messages().count == 1)
    }

    @Test func `TLS from the first byte works too`() async throws {
        let server = try TestServer(options: ["--implicit-tls"])
        try await SMTPTransport(try server.settings(.tls)).send(try confirmation())
        #expect(try server.messages().count == 1)
    }

    @Test func `messages share connections, and many at once all arrive`() async throws {
        let server = try TestServer()
        let transport = SMTPTransport(try server.settings())
        try await withThrowingTaskGroup { group in
            for number in 0..<40 {
                let email = try confirmation { $0.subject = "Number \(number)" }
                group.addTask { try await transport.send(email) }
            }
            try await group.waitForAll()
        }
        let mails = try server.messages()
        #expect(Set(mails.flatMap { $0.values("Subject") }) == Set((0..<40).map { "Number \($0)" }))
        #expect(Set(mails.flatMap { $0.values("X-Peer") }).count <= 2)
    }

    @Test func `a server that is down or silent is temporary, in time`() async throws {
        let silent = try SilentServer()
        let down = try #require(SMTPServer(host: "127.0.0.1", port: 1, timeoutMilliseconds: 500))
        let mute = try #require(SMTPServer(host: "127.0.0.1", port: silent.port, timeoutMilliseconds: 500))
        for server in [down, mute] {
            let start = ContinuousClock.now
            guard case .temporary = await fault(SMTPTransport(server), try confirmation()) else {
                Issue.record("a server that does not answer has to be temporary")
                continue
            }
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }

    @Test func `a server's address can't be anything else`() {
        #expect(SMTPServer(host: "mail.example.org", port: 587)?.url == "smtp://mail.example.org:587")
        #expect(SMTPServer(host: "::1", port: 465, security: .tls)?.url == "smtps://[::1]:465")
        for host in ["", "a b", "a/b", "a@b", "a\r\nb", "a?b", "a#b"] {
            #expect(SMTPServer(host: host, port: 25) == nil)
        }
        #expect(SMTPServer(host: "a", port: 0) == nil && SMTPServer(host: "a", port: 65_536) == nil)
    }
}
