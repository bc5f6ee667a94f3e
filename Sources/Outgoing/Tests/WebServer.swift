import Foundation
import TestSupport
import Testing

/// A real web server on the loopback that misbehaves as its paths say; it ends with the test.
final class WebServer {
    let port: Int
    /// Its certificate, for `login.example`; nil without TLS.
    let certificate: String?
    private let folder: URL
    private let process = Process()
    private let input = Pipe()

    init(tls: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "web-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = tls ? folder.path + "/cert.pem" : nil
        if tls {
            _ = try run([
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2", "-subj", "/CN=login.example", "-addext", "subjectAltName=DNS:login.example", "-keyout",
                "\(folder.path)/key.pem", "-out", "\(folder.path)/cert.pem",
            ])
        }
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["python3", oracle("web-server.py")] + (tls ? [folder.path + "/cert.pem", folder.path + "/key.pem"] : [])
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
}

func oracle(_ name: String) -> String {
    let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
    return "\(root.path)/Tests/Oracles/\(name)"
}

func run(_ command: [String], _ text: String = "") throws -> String {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Written beside the reading: neither pipe holds all.
    let writing = input.fileHandleForWriting
    let thread = Thread {
        try? writing.write(contentsOf: Data(text.utf8))
        try? writing.close()
    }
    thread.start()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(command)")
    return String(decoding: data, as: UTF8.self)
}
