import Mail

extension Settings {
    /// The mail server; nil when mails stay in the outbox.
    static func smtp(_ values: [Setting: String]) throws -> SMTPServer? {
        guard let host = values[.smtpHost] else { return nil }
        let modes: [String: SMTPServer.Security] = ["starttls": .starttlsRequired, "tls": .tls, "none": .none]
        guard let security = modes[values[.smtpSecurity] ?? ""] else {
            throw SettingFault(.smtpSecurity, values[.smtpSecurity] ?? "", "starttls, tls or none")
        }
        let login = values[.smtpUsername].map { SMTPServer.Login(username: $0, password: values[.smtpPassword] ?? "") }
        let port = try number(.smtpPort, values, 1...65_535)
        guard var server = SMTPServer(host: host, port: port, login: login, security: security) else {
            throw SettingFault(.smtpHost, host, "the name of a host")
        }
        server.trustedCertificatesFile = values[.smtpCAFile]
        return server
    }
}
