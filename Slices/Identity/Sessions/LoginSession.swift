import Kernel
import Storage
import Web

package struct LoginID: EntityID, ColumnValue {
    package static let prefix = "lgn"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// One place where somebody is logged in: a browser, or a program with its refresh token (A11).
package struct LoginSession: Sendable {
    package let id: LoginID
    let isBrowser: Bool
    /// Where it was used last.
    package let address: String
    /// What its browser or program says it is.
    package let agent: String
    package let createdAt: Instant
    /// When it was used last, to the minute.
    package let usedAt: Instant

    init(_ row: Row) throws {
        id = try row["id"]
        isBrowser = try row["token_hash"] as String? != nil
        address = try row["address"]
        agent = try row["agent"]
        createdAt = try row["created_at"]
        usedAt = try row["used_at"]
    }

    static let schema = Schema(
        "LoginSession",
        [
            Field("id", .formatted(.id(LoginID.self)), sample: .string(LoginID(rawValue: 1).description)),
            Field("kind", .choice(["browser", "api"]), sample: "browser"),
            Field("device", .text(0...80), "As far as it says what it is.", sample: "Firefox, Linux"),
            Field("address", .text(0...60), "Where it was used last.", sample: "192.0.2.7"),
            Field("created_at", .formatted(.instant), sample: "2026-11-21T09:00:00Z"),
            Field("last_used_at", .formatted(.instant), "To the minute.", sample: "2026-11-21T10:00:00Z"),
            Field("is_current", .boolean, "Whether it is the one that asks.", sample: true),
        ])

    func json(current: Int64?) -> JSON {
        [
            "id": .string(id.description), "kind": isBrowser ? "browser" : "api",
            "device": .string(Device.name(agent)), "address": .string(address),
            "created_at": .string(createdAt.rfc3339), "last_used_at": .string(usedAt.rfc3339),
            "is_current": .bool(id.rawValue == current),
        ]
    }
}

/// What a browser says it is, in two words that people know.
package enum Device {
    private static let browsers = [
        ("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ]
    private static let systems = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ]

    /// `Firefox, Linux`; the first word of what is no browser; empty for what says nothing.
    package static func name(_ agent: String) -> String {
        let known = [browsers, systems].compactMap { list in list.first { agent.contains($0.0) }?.1 }
        let text = known.isEmpty ? agent.split { $0 == " " || $0 == "/" }.first.map(String.init) ?? "" : ""
        return known.isEmpty ? String(text.prefix(40)) : known.joined(separator: ", ")
    }
}
