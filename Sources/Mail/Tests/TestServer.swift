import Foundation
import TestSupport
import Testing

@testable import Mail

/// A real mail server (aiosmtpd) with a folder for what it takes.
struct TestServer {
    private let server: OracleServer

    var port: Int { server.port }
    var folder: URL { server.folder }

    init(tls: Bool = true, options: [String] = []) throws {
        server = try OracleServer(
            "smtp-server.py", isGivenFolder: true, tls: tls ? "IP:127.0.0.1" : nil, options: options)
    }

    /// Its settings; the certificate is its own, so it is trusted by name.
    func settings(
        _ security: SMTPServer.Security = .starttlsRequired, login: SMTPServer.Login? = nil
    ) throws -> SMTPServer {
        try #require(
            SMTPServer(
                host: "127.0.0.1", port: port, login: login, security: security, timeoutMilliseconds: 10_000,
                trustedCertificatesFile: folder.path + "/cert.pem"))
    }

    /// The messages taken so far, in order.
    func messages() throws -> [ReadMail] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".eml") }
        let files = names.sorted().map { "\(folder.path)/\($0)" }
        return try JSONDecoder().decode(
            [ReadMail].self, from: Oracle.run(["python3", Oracle.path("read-mail.py")] + files))
    }
}

/// A message as Python's parser understands it.
struct ReadMail: Decodable {
    struct Part: Decodable {
        let type: String
        let method: String?
        let file: String?
        let text: String?
        let parts: [Part]
    }

    let headers: [[String]]
    let body: Part
    let defects: [String]
    let longest: Int
    let ascii: Bool

    /// The values of a header, however often it is there.
    func values(_ name: String) -> [String] {
        headers.filter { $0[0].lowercased() == name.lowercased() }.map { $0[1] }
    }
}
