import Foundation
import Kernel
import Synchronization

/// The time zones of this machine, read from its zone database so that they follow its updates. Where there is no
/// database, the data inside Foundation is used.
package struct Zones: Sendable {
    package static let system = Zones()

    /// Names to choose from: one for each region whose clocks have agreed since 1970, and UTC; sorted.
    package let names: [String]
    private let directory: String
    private let cache = Cache()

    package init(directory: String = "/usr/share/zoneinfo") {
        self.directory = directory
        names = Self.listed(in: directory)
    }

    /// The zone of an IANA name, read once. Nil for an unknown name, and for what is not a name at all.
    package func zone(_ name: String) -> Zone? {
        guard Self.isName(name) else { return nil }
        if let zone = cache.zones.withLock({ $0[name] }) { return zone }
        guard let zone = load(name) else { return nil }
        cache.zones.withLock { $0[name] = zone }
        return zone
    }

    private func load(_ name: String) -> Zone? {
        guard FileManager.default.fileExists(atPath: directory) else { return Zone(foundation: name) }
        // Whatever the name leads to, no more is read than a zone can have.
        guard let file = FileHandle(forReadingAtPath: "\(directory)/\(name)"),
            let data = try? file.read(upToCount: Self.maxFileSize)
        else { return nil }
        return try? Zone(name: name, tzif: [UInt8](data))
    }

    /// Bytes; the largest zone of the database has under 4,000.
    private static let maxFileSize = 1 << 17

    /// At most 64 characters of `A–Z a–z 0–9 _ + - /`, without empty parts: a path that can't leave the directory.
    private static func isName(_ name: String) -> Bool {
        guard name.utf8.count <= 64, !name.hasPrefix("posix/") else { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy(isNameByte)
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch Character(Unicode.Scalar(byte)) {
        case "A"..."Z", "a"..."z", "0"..."9", "_", "+", "-": true
        default: false
        }
    }

    private static func listed(in directory: String) -> [String] {
        for table in ["tzone1970.tab", "zone1970.tab", "zone.tab"] {
            guard let text = try? String(contentsOfFile: "\(directory)/\(table)", encoding: .utf8) else { continue }
            let names = text.split(separator: "\n").compactMap { line -> String? in
                let columns = line.split(separator: "\t")
                return line.hasPrefix("#") || columns.count < 3 ? nil : String(columns[2])
            }
            return Set(names + ["UTC"]).sorted()
        }
        return Set(TimeZone.knownTimeZoneIdentifiers + ["UTC"]).sorted()
    }

    /// Holds what was found; never what was not, or strangers could fill it.
    private final class Cache: Sendable {
        let zones = Mutex<[String: Zone]>([:])
    }
}
