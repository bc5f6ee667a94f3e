import CCurlShim
import CLibCurl
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
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    /// Seconds after which an idle connection is not trusted to be alive.
    private static let idleSeconds = 20
    /// TLS 1.2, whatever the system's OpenSSL would take.
    private static let leastTLS = Int(CURL_SSLVERSION_TLSv1_2)

    private let handle: UnsafeMutableRawPointer?

    init() {
        handle = Self.isReady ? curl_easy_init() : nil
    }

    deinit {
        if let handle { curl_easy_cleanup(handle) }
    }

    func send(_ email: Email, through server: SMTPServer) -> Result<Void, MailFault> {
        guard let handle, let message = MIMEMessage(email, handle) else {
            return .failure(.temporary("no memory for a message"))
        }
        curl_easy_reset(handle)
        configure(handle, server)
        let reply = SMTPReply()
        return withExtendedLifetime((message, reply)) {
            curl_set_string(handle, CURLOPT_MAIL_FROM, email.from.address.ascii)
            curl_set_pointer(handle, CURLOPT_MAIL_RCPT, message.recipients.list)
            curl_set_pointer(handle, CURLOPT_HTTPHEADER, message.headers.list)
            curl_set_pointer(handle, CURLOPT_MIMEPOST, UnsafeMutableRawPointer(message.parts))
            reply.listen(handle)
            return reply.result(curl_easy_perform(handle), handle)
        }
    }

    private func configure(_ handle: UnsafeMutableRawPointer, _ server: SMTPServer) {
        curl_set_string(handle, CURLOPT_URL, server.url)
        curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        // Without it libcurl uses signals for time-outs, which are for the whole process.
        curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        curl_set_long(handle, CURLOPT_TIMEOUT_MS, server.timeoutMilliseconds)
        curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, server.timeoutMilliseconds)
        curl_set_long(handle, CURLOPT_MAXAGE_CONN, Self.idleSeconds)
        // A proxy of the environment is not for mail.
        curl_set_string(handle, CURLOPT_PROXY, "")
        curl_set_long(handle, CURLOPT_SSLVERSION, Self.leastTLS)
        curl_set_long(handle, CURLOPT_USE_SSL, Int(tls(server).rawValue))
        curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, server.verifiesCertificate ? 1 : 0)
        curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, server.verifiesCertificate ? 2 : 0)
        if let file = server.trustedCertificatesFile { curl_set_string(handle, CURLOPT_CAINFO, file) }
        if let login = server.login {
            curl_set_string(handle, CURLOPT_USERNAME, login.username)
            curl_set_string(handle, CURLOPT_PASSWORD, login.password)
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
