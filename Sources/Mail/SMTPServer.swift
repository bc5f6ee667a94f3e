/// Where mail goes out, and how.
package struct SMTPServer: Sendable {
    package enum Security: String, CaseIterable, Sendable {
        /// STARTTLS, or nothing is sent.
        case starttlsRequired = "starttls"
        /// STARTTLS where the server has it; required all the same when there is a password to protect.
        case starttlsIfOffered = "starttls-if-offered"
        /// TLS from the first byte (port 465).
        case tls
        /// In the clear: for a relay on the same machine.
        case none
    }

    package let host: String
    package let port: Int
    package var login: Login?
    package var security: Security
    /// Milliseconds for all of one delivery, connecting included.
    package var timeoutMilliseconds: Int
    /// Whether the certificate has to be valid for the host. Only tests have a reason to say no.
    package var verifiesCertificate: Bool
    /// A file with certificates to trust instead of the system's.
    package var trustedCertificatesFile: String?

    package struct Login: Sendable {
        package let username: String
        package let password: String

        package init(username: String, password: String) {
            self.username = username
            self.password = password
        }
    }

    /// Nil unless `host` is a host name or address and `port` is 1 to 65,535.
    package init?(
        host: String, port: Int, login: Login? = nil, security: Security = .starttlsRequired,
        timeoutMilliseconds: Int = 30_000, verifiesCertificate: Bool = true, trustedCertificatesFile: String? = nil
    ) {
        guard Self.isHost(host), (1...65_535).contains(port) else { return nil }
        self.host = host
        self.port = port
        self.login = login
        self.security = security
        self.timeoutMilliseconds = timeoutMilliseconds
        self.verifiesCertificate = verifiesCertificate
        self.trustedCertificatesFile = trustedCertificatesFile
    }

    /// For libcurl.
    var url: String {
        let scheme = security == .tls ? "smtps" : "smtp"
        return "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    private static func isHost(_ text: String) -> Bool {
        (1...253).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch Character(Unicode.Scalar(byte)) {
                case "a"..."z", "A"..."Z", "0"..."9", "-", ".", ":", "_": true
                default: false
                }
            }
    }
}
