import CCurlShim
import Curl
import Kernel
import Synchronization

/// Keeps idle sessions, whose connections the next message can use.
final class SMTPSessions: Sendable {
    private let idle = Mutex<[SMTPSession]>([])

    /// A session that failed is not used again: its connection is in an unknown state.
    func use(_ body: (SMTPSession) -> Result<Void, MailFault>) -> Result<Void, MailFault> {
        let session = idle.withLock { $0.popLast() } ?? SMTPSession()
        let result = body(session)
        if case .success = result { idle.withLock { $0.append(session) } }
        return result
    }
}

/// One libcurl handle with its connection. Used by one thread at a time, which `SMTPSessions` sees to.
final class SMTPSession: @unchecked Sendable {
    /// Seconds after which an idle connection is not trusted to be alive.
    private static let idleSeconds = 20

    private let handle = EasyHandle()

    func send(_ email: Email, through server: SMTPServer) -> Result<Void, MailFault> {
        guard let handle, let message = MIMEMessage(email, handle) else {
            return .failure(.temporary("no memory for a message"))
        }
        handle.reset()
        configure(handle, server)
        let reply = SMTPReply()
        return withExtendedLifetime(message) {
            handle.set(CURLOPT_MAIL_FROM, email.from.address.ascii)
            handle.set(CURLOPT_MAIL_RCPT, message.recipients.list)
            handle.set(CURLOPT_HTTPHEADER, message.headers.list)
            handle.set(CURLOPT_MIMEPOST, UnsafeMutableRawPointer(message.parts))
            reply.listen(handle)
            return reply.result(handle.perform())
        }
    }

    private func configure(_ handle: EasyHandle, _ server: SMTPServer) {
        handle.set(CURLOPT_URL, server.url)
        handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        handle.set(CURLOPT_TIMEOUT_MS, server.timeoutMilliseconds)
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, server.timeoutMilliseconds)
        handle.set(CURLOPT_MAXAGE_CONN, Self.idleSeconds)
        handle.set(CURLOPT_USE_SSL, Int(tls(server).rawValue))
        handle.set(CURLOPT_SSL_VERIFYPEER, server.verifiesCertificate ? 1 : 0)
        handle.set(CURLOPT_SSL_VERIFYHOST, server.verifiesCertificate ? 2 : 0)
        if let file = server.trustedCertificatesFile { handle.trust(only: file) }
        if let login = server.login {
            handle.set(CURLOPT_USERNAME, login.username)
            handle.set(CURLOPT_PASSWORD, login.password)
        }
    }

    private func tls(_ server: SMTPServer) -> curl_usessl {
        switch server.security {
        case .starttlsRequired, .tls: CURLUSESSL_ALL
        case .starttlsIfOffered: server.login == nil ? CURLUSESSL_TRY : CURLUSESSL_ALL
        case .none: CURLUSESSL_NONE
        }
    }
}
