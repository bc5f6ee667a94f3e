import Foundation
import Kernel
import Testing
import Timekeeping

/// Q9: every zone and every transition of 2020–2037, against Python's zoneinfo reading the same files.
@Suite struct ZoneOracleTests {
    @Test func `local time agrees with Python's for every zone and transition`() async throws {
        var tally = Tally()
        for line in try await Self.oracle().split(separator: "\n") { tally.check(line.split(separator: "\t")) }
        print(
            "Q9 zones=\(tally.zones) transitions=\(tally.transitions) checks=\(tally.checks)",
            "differences=\(tally.differences.count)")
        #expect(tally.differences.isEmpty, "\(tally.differences.prefix(10))")
        #expect(tally.zones > 400 && tally.transitions > 5000)
    }

    /// What the script prints. Its output goes to a file, so that no thread waits for it.
    private static func oracle() async throws -> String {
        let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let output = FileManager.default.temporaryDirectory.appendingPathComponent("zones-\(UUID().uuidString).tsv")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        let script = Process()
        script.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        script.arguments = [
            "python3", root.appendingPathComponent("Tests/Oracles/zoneinfo-oracle.py").path, "/usr/share/zoneinfo",
        ]
        script.standardOutput = try FileHandle(forWritingTo: output)
        let status = try await withCheckedThrowingContinuation { continuation in
            script.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try script.run() } catch { continuation.resume(throwing: error) }
        }
        #expect(status == 0)
        return try String(contentsOf: output, encoding: .utf8)
    }
}

private struct Tally {
    var zones = 0
    var transitions = 0
    var checks = 0
    var differences: [String] = []
    private var zone = Zone.utc

    /// Reads one line of the script, whose head says what they are.
    mutating func check(_ fields: [Substring]) {
        switch fields[0] {
        case "Z": enter(String(fields[1]))
        case "T": transitions += 1
        case "U": checkUTC(fields)
        default: checkLocal(fields)
        }
    }

    private mutating func enter(_ name: String) {
        zones += 1
        guard let found = Zones.system.zone(name) else { return differences.append("\(name) is unknown") }
        zone = found
    }

    private mutating func checkUTC(_ fields: [Substring]) {
        let instant = Self.instant(fields[1])
        let wall = zone.local(instant)
        let isRight =
            zone.offset(at: instant) == Int(fields[2]) && zone.abbreviation(at: instant) == fields[3]
            && Zone.utc.instant(of: wall) == instant + .seconds(zone.offset(at: instant))
        note(isRight, fields)
    }

    private mutating func checkLocal(_ fields: [Substring]) {
        note(zone.instant(of: Zone.utc.local(Self.instant(fields[1]))) == Self.instant(fields[2]), fields)
    }

    private mutating func note(_ isRight: Bool, _ fields: [Substring]) {
        checks += 1
        if !isRight { differences.append("\(zone.name): \(fields.joined(separator: " "))") }
    }

    private static func instant(_ seconds: Substring) -> Instant {
        Instant(milliseconds: (Int64(seconds) ?? .min / 1000) * 1000)
    }
}
