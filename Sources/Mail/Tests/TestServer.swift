import Foundation
import TestSupport
import Testing

@testable import Mail

/// A real mail server (aiosmtpd) with a folder for what it takes; it ends with the test.
final class TestServer {
    let port: Int
    let folder: URL
    private let process = Process()
    private let input = Pipe()

    init(tls: Bool = true, options: [String] = []) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if tls { try Self.makeCertificate(in: folder) }
        let certificate = tls ? [folder.path + "/cert.pem", folder.path + "/key.pem"] : []
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script("smtp-server.py"), folder.path] + certificate + options
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = output.firstLine()
        port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
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
        return try JSONDecoder().decode([ReadMail].self, from: run(["python3", script("read-mail.py")] + files))
    }

    private static func makeCertificate(in folder: URL) throws {
        _ = try run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "\(folder.path)/key.pem",
            "-out", "\(folder.path)/cert.pem",
        ])
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

private func script(_ name: String) -> String {
    let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
    return "\(root.path)/Tests/Oracles/\(name)"
}

private func run(_ command: [String]) throws -> Data {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(command)")
    return data
}
