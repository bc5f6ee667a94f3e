import Configuration
import Foundation
import Kernel
import Mail
import SystemPackage

/// A setting that can't be meant. One line, and the start stops.
struct SettingFault: Error, CustomStringConvertible {
    let description: String

    init(_ setting: Setting, _ value: String, _ expected: String) {
        let shown = setting.isSecret ? "its value" : "\"\(value)\""
        description = "\(setting.rawValue): \(shown) is not \(expected)"
    }

    init(_ text: String) { description = text }
}

/// The settings of this run, each checked.
struct Settings: Sendable {
    enum Database: Sendable, Equatable {
        case sqlite(path: String)
        case postgres(url: String)
    }

    let values: [Setting: String]
    let database: Database
    let host: String
    let port: Int
    let metricsHost: String
    /// Nil: the figures are not served.
    let metricsPort: Int?
    let from: EmailAddress
    let smtp: SMTPServer?

    /// Flags over environment over file over defaults.
    static func load(_ flags: [String], environment: [String: String] = ProcessInfo.processInfo.environment)
        async throws -> Settings
    {
        try refuseUnknown(flags)
        var providers: [any ConfigProvider] = [
            CommandLineArgumentsProvider(arguments: ["daybook"] + flags),
            EnvironmentVariablesProvider(environmentVariables: environment),
        ]
        if let path = environment["DAYBOOK_CONFIG"] {
            do {
                providers.append(try await EnvironmentVariablesProvider(environmentFilePath: .init(path)))
            } catch { throw SettingFault("DAYBOOK_CONFIG: \"\(path)\" can't be read") }
        }
        let reader = ConfigReader(providers: providers)
        var values: [Setting: String] = [:]
        for setting in Setting.allCases {
            let key = ConfigKey(setting.rawValue.lowercased().split(separator: "_").map(String.init))
            values[setting] = reader.string(forKey: key, isSecret: setting.isSecret) ?? setting.fallback
        }
        return try Settings(values)
    }

    init(_ values: [Setting: String]) throws {
        self.values = values
        database = try Self.database(values)
        host = values[.httpHost] ?? "127.0.0.1"
        port = try Self.number(.httpPort, values, 0...65_535)
        metricsHost = values[.metricsHost] ?? "127.0.0.1"
        metricsPort = try values[.metricsPort].map { _ in try Self.number(.metricsPort, values, 1...65_535) }
        guard let from = EmailAddress(values[.fromEmail] ?? "") else {
            throw SettingFault(.fromEmail, values[.fromEmail] ?? "", "an e-mail address")
        }
        self.from = from
        smtp = try Self.smtp(values)
        try check()
    }

    /// Everything else is read where it is used, and checked here first.
    private func check() throws {
        if let url = self[.baseURL] {
            guard let parts = URLComponents(string: url), ["http", "https"].contains(parts.scheme),
                parts.host?.isEmpty == false, !url.hasSuffix("/")
            else {
                throw SettingFault(
                    .baseURL, url, "an address like https://book.example.org, without a slash at the end")
            }
        }
        guard Currency(self[.defaultCurrency] ?? "") != nil else {
            throw SettingFault(.defaultCurrency, self[.defaultCurrency] ?? "", "an ISO 4217 currency")
        }
        for setting in [Setting.bookingEnabled, .outbox, .rateLimits, .adminSecondFactor, .traces] {
            _ = try bool(setting)
        }
        for (setting, range) in Self.ranges { _ = try Self.number(setting, values, range) }
        let cost = try number(.passwordCost)
        guard cost & (cost - 1) == 0 else { throw SettingFault(.passwordCost, "\(cost)", "a power of two") }
        guard ["trace", "debug", "info", "notice", "warning", "error"].contains(self[.logLevel]) else {
            throw SettingFault(.logLevel, self[.logLevel] ?? "", "a log level")
        }
        try checkProviders()
        guard (self[.adminEmail] == nil) == (self[.adminUsername] == nil) else {
            throw SettingFault("ADMIN_EMAIL and ADMIN_USERNAME go together")
        }
    }

    private static let ranges: [(Setting, ClosedRange<Int>)] = [
        (.trustedProxies, 0...10), (.bookingAdvanceDays, 1...3_650), (.passwordCost, 1_024...1_048_576),
        (.sessionDays, 1...365), (.sessionIdleHours, 1...8_760), (.programSessionDays, 1...3_650),
        (.readsPerMinute, 1...10_000_000), (.writesPerMinute, 1...10_000_000), (.signInsPerMinute, 1...100_000),
        (.bodyBytesMost, 1_024...16_777_216), (.uploadBytes, 65_536...67_108_864), (.idleSecondsMost, 1...3_600),
        (.bodySecondsMost, 1...3_600), (.liveStreams, 0...100_000),
        (.databaseConnections, 1...100),
    ]

    subscript(_ setting: Setting) -> String? { values[setting] }

    func bool(_ setting: Setting) throws -> Bool {
        switch self[setting]?.lowercased() {
        case "on", "true", "yes", "1": true
        case "off", "false", "no", "0": false
        default: throw SettingFault(setting, self[setting] ?? "", "on or off")
        }
    }

    func number(_ setting: Setting) throws -> Int { try Self.number(setting, values, 0...Int.max) }

    static func number(_ setting: Setting, _ values: [Setting: String], _ range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(values[setting] ?? ""), range.contains(number) else {
            throw SettingFault(
                setting, values[setting] ?? "", "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func database(_ values: [Setting: String]) throws -> Database {
        guard let url = values[.databaseURL] else {
            return .sqlite(path: "\(values[.dataDir] ?? "data")/daybook.sqlite")
        }
        if url.hasPrefix("postgresql://") || url.hasPrefix("postgres://") { return .postgres(url: url) }
        let path = url.hasPrefix("sqlite:") ? String(url.dropFirst("sqlite:".count)) : ""
        guard !path.isEmpty else { throw SettingFault(.databaseURL, url, "sqlite:PATH or postgresql://…") }
        return .sqlite(path: path.hasPrefix("//") ? String(path.dropFirst(2)) : path)
    }

    private static func refuseUnknown(_ flags: [String]) throws {
        let known = Set(Setting.allCases.map(\.flag))
        for flag in flags where flag.hasPrefix("--") {
            let name = flag.split(separator: "=").first.map(String.init) ?? flag
            guard known.contains(name) else { throw SettingFault("\(name) is no setting; `daybook help` lists them") }
        }
    }
}
