import Crypto

/// The stylesheets, the script and the icon: under names made from their content, so that browsers may keep them for ever.
package enum Assets {
    package static let stylesheet = path("Assets/daybook.css")
    /// What the desk needs besides; public pages stay light without it.
    package static let deskStylesheet = path("Assets/desk.css")
    package static let script = path("Assets/daybook.js")
    /// Keeps an open page up to date; only where there is something to listen to.
    package static let liveScript = path("Assets/live.js")
    /// Drags bookings about the calendar.
    package static let calendarScript = path("Assets/calendar.js")
    /// Does the work that a challenge asks for.
    package static let challengeScript = path("Assets/challenge.js")
    package static let icon = path("Assets/icon.svg")

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    ]

    /// The asset at `path`, packed for whoever takes that; nil when none is there.
    static func answer(_ path: String, _ incoming: Incoming) -> Answer? {
        guard path.hasPrefix("/assets/") else { return nil }
        let takesGzip = incoming.header("accept-encoding")?.lowercased().contains("gzip") ?? false
        return takesGzip ? packed[path] ?? plain[path] : plain[path]
    }

    private static let packed: [String: Answer] = plain.compactMapValues { answer in
        Gzip.packed(answer.body).map { body in
            Answer(200, headers: answer.headers + [("content-encoding", "gzip")], body: body)
        }
    }

    private static let plain: [String: Answer] = Dictionary(
        uniqueKeysWithValues: Embedded.files.filter { $0.key.hasPrefix("Assets/") }.map { name, text in
            let kind = name.split(separator: ".").last.map(String.init) ?? ""
            let headers = [
                ("content-type", types[kind] ?? "text/plain"), ("cache-control", "public, max-age=31536000, immutable"),
                ("vary", "accept-encoding"),
            ]
            return (path(name), Answer(200, headers: headers, body: Array(text.utf8)))
        })

    private static func path(_ name: String) -> String {
        let digest = SHA256.hash(data: Array((Embedded.files[name] ?? "").utf8)).prefix(6).map { String($0, radix: 16) }
            .joined()
        let file = name.split(separator: "/").last ?? ""
        return "/assets/\(digest)/\(file)"
    }
}
