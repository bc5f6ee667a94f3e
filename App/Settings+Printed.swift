import Foundation

extension Settings {
    /// Each setting and its value, secrets masked.
    var printed: String {
        Setting.allCases.map { setting in
            let value = values[setting].map { setting.isSecret ? Self.masked($0) : $0 } ?? "(not set)"
            return "\(setting.rawValue)=\(value)"
        }.joined(separator: "\n")
    }

    /// A URL without its password; anything else that is secret as stars.
    private static func masked(_ text: String) -> String {
        guard text.contains(":"), text.contains("/") || text.hasPrefix("sqlite:") else { return "********" }
        guard var parts = URLComponents(string: text), parts.password != nil else { return text }
        parts.password = "********"
        return parts.string ?? "********"
    }
}
