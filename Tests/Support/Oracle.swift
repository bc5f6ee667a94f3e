import Foundation

/// What another program says, for tests that compare: the scripts in `Tests/Oracles`.
package enum Oracle {
    /// The path of a script.
    package static func path(_ name: String) -> String {
        let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
        return "\(root.path)/Tests/Oracles/\(name)"
    }

    /// What a program answers to `text`. Throws when it ends badly.
    package static func run(_ command: [String], _ text: String = "") throws -> Data {
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
        guard process.terminationStatus == 0 else { throw BadEnd(command: command) }
        return data
    }

    struct BadEnd: Error { let command: [String] }
}

/// A real server on the loopback, with a folder of its own; it ends with the test. Its script prints its port first, and ends when its
/// input does.
package final class OracleServer {
    package let port: Int
    package let folder: URL
    /// The path of its certificate, which it has made for itself; nil without TLS.
    package let certificate: String?
    private let process = Process()
    private let input = Pipe()

    /// - Parameters:
    ///   - isGivenFolder: the folder's path is the script's first argument.
    ///   - name: what the certificate is for, as `subjectAltName` says it; nil for a server without TLS.
    package init(_ script: String, isGivenFolder: Bool = false, tls name: String? = nil, options: [String] = []) throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "oracle-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder
        let files = ["cert.pem", "key.pem"].map { "\(folder.path)/\($0)" }
        certificate = name == nil ? nil : files[0]
        if let name { try Self.makeCertificate(for: name, files) }
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["python3", Oracle.path(script)] + (isGivenFolder ? [folder.path] : []) + (name == nil ? [] : files)
            + options
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = output.firstLine().trimmingCharacters(in: .whitespacesAndNewlines)
        guard let port = Int(line) else { throw NoPort(script: script, said: line) }
        self.port = port
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func makeCertificate(for name: String, _ files: [String]) throws {
        _ = try Oracle.run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=\(name)", "-keyout", files[1], "-out", files[0],
        ])
    }

    struct NoPort: Error {
        let script: String
        let said: String
    }
}
