import Foundation

extension Settings {
    /// Each setting and its value, secrets masked.
    var printed: String {
        Setting.allCases.map { setting in
            let value = values[setting].map { setting.isSecret ? Self.masked(setting, $0) : $0 } ?? "(not set)"
            return "\(setting.rawValue)=\(value)"
        }.joined(separator: "\n")
    }

    private static let stars = "********"
    /// What an address of PostgreSQL may show besides its host and names. All else may be a secret.
    private static let plain: Set<String> = [
        "application_name", "connect_timeout", "dbname", "host", "hostaddr", "port", "sslcert", "sslcrl", "sslkey",
        "sslmode", "sslrootcert", "target_session_attrs", "user",
    ]

    /// The database's address without its passwords; any other secret as stars.
    private static func masked(_ setting: Setting, _ text: String) -> String {
        guard setting == .databaseURL else { return stars }
        if text.hasPrefix("sqlite:") { return text }
        guard var parts = URLComponents(string: text) else { return stars }
        if parts.password != nil { parts.password = stars }
        parts.queryItems = parts.queryItems?.map {
            plain.contains($0.name) ? $0 : URLQueryItem(name: $0.name, value: stars)
        }
        return parts.string ?? stars
    }

    /// What works and is not safe.
    func warnings(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> [String] {
        guard case .postgres(let url) = database, !Self.isNear(url) else { return [] }
        let asked = URLComponents(string: url)?.queryItems?.last { $0.name == "sslmode" }?.value
        guard asked ?? environment["PGSSLMODE"] != "verify-full" else { return [] }
        return [
            "the database is on another machine, and nothing proves that it is ours: add sslmode=verify-full to DATABASE_URL"
        ]
    }

    /// Whether the database answers on this machine, by loopback or a socket.
    private static func isNear(_ url: String) -> Bool {
        let parts = URLComponents(string: url)
        let named = parts?.queryItems?.filter { ["host", "hostaddr"].contains($0.name) }.compactMap(\.value) ?? []
        return parts != nil
            && (named + [parts?.host ?? ""]).allSatisfy {
                $0.isEmpty || $0.hasPrefix("/") || ["localhost", "127.0.0.1", "::1", "[::1]"].contains($0)
            }
    }
}
