import Foundation

/// The repository's own files, for tests that hold the sources against what is registered.
enum Repository {
    struct File: Sendable {
        /// From the root: `Slices/Bookings/Verbs/Place.swift`.
        let path: String
        let text: String
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// The product's Swift files, without tests.
    static func swift() throws -> [File] {
        try files(in: ["Sources", "Slices", "App"], ending: ".swift").filter { !$0.path.contains("/Tests/") }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    static func files(in folders: [String], ending: String) throws -> [File] {
        try folders.flatMap { folder in
            let all = FileManager.default.enumerator(atPath: "\(root)/\(folder)")
            return try (all?.allObjects ?? []).compactMap { $0 as? String }.filter { $0.hasSuffix(ending) }.sorted().map
            {
                File(
                    path: "\(folder)/\($0)",
                    text: try String(contentsOfFile: "\(root)/\(folder)/\($0)", encoding: .utf8))
            }
        }
    }
}
