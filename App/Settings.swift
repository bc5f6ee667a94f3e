import Configuration
import Foundation
import Kernel
import Mail
import SystemPackage

/// Every setting, once: its name as an environment variable (the flag is the same in lower case with dashes), its default and what
/// it is for.
enum Setting: String, CaseIterable {
    case databaseURL = "DATABASE_URL"
    case dataDir = "DATA_DIR"
    case httpHost = "HTTP_HOST"
    case httpPort = "HTTP_PORT"
    case baseURL = "BASE_URL"
    case trustedProxies = "TRUSTED_PROXIES"
    case smtpHost = "SMTP_HOST"
    case smtpPort = "SMTP_PORT"
    case smtpUsername = "SMTP_USERNAME"
    case smtpPassword = "SMTP_PASSWORD"
    case smtpSecurity = "SMTP_SECURITY"
    case smtpCAFile = "SMTP_CA_FILE"
    case fromEmail = "FROM_EMAIL"
    case adminEmail = "ADMIN_EMAIL"
    case adminUsername = "ADMIN_USERNAME"
    case adminSecondFactor = "ADMIN_SECOND_FACTOR"
    case bookingEnabled = "BOOKING_ENABLED"
    case bookingAdvanceDays = "BOOKING_ADVANCE_DAYS"
    case defaultCurrency = "DEFAULT_CURRENCY"
    case outbox = "OUTBOX"
    case logLevel = "LOG_LEVEL"
    case passwordCost = "PASSWORD_COST"
    case keyFile = "KEY_FILE"
    case sessionDays = "SESSION_DAYS"
    case sessionIdleHours = "SESSION_IDLE_HOURS"
    case programSessionDays = "PROGRAM_SESSION_DAYS"
    case rateLimits = "RATE_LIMITS"
    case readsPerMinute = "READS_PER_MINUTE"
    case writesPerMinute = "WRITES_PER_MINUTE"
    case signInsPerMinute = "SIGN_INS_PER_MINUTE"
    case accountReadsPerMinute = "ACCOUNT_READS_PER_MINUTE"
    case accountWritesPerMinute = "ACCOUNT_WRITES_PER_MINUTE"
    case holdsPerClient = "HOLDS_PER_CLIENT"
    case bookingsPerReceiver = "BOOKINGS_PER_RECEIVER"
    case challengeAfter = "CHALLENGE_AFTER"
    case challengeBits = "CHALLENGE_BITS"
    case bodyBytesMost = "BODY_BYTES_MOST"
    case uploadBytes = "UPLOAD_BYTES"
    case idleSecondsMost = "IDLE_SECONDS_MOST"
    case liveStreams = "LIVE_STREAMS"
    case databaseConnections = "DATABASE_CONNECTIONS"
    case metricsHost = "METRICS_HOST"
    case metricsPort = "METRICS_PORT"
    case traces = "TRACES"
    case googleClientID = "GOOGLE_CLIENT_ID"
    case googleClientSecret = "GOOGLE_CLIENT_SECRET"
    case facebookClientID = "FACEBOOK_CLIENT_ID"
    case facebookClientSecret = "FACEBOOK_CLIENT_SECRET"
    case facebookSite = "FACEBOOK_SITE"
    case facebookGraph = "FACEBOOK_GRAPH"
    case openidIssuer = "OPENID_ISSUER"
    case openidClientID = "OPENID_CLIENT_ID"
    case openidClientSecret = "OPENID_CLIENT_SECRET"
    case openidName = "OPENID_NAME"
    case outgoingAllow = "OUTGOING_ALLOW"
    case outgoingCAFile = "OUTGOING_CA_FILE"

    /// What holds when nothing is set; nil is "not set".
    var fallback: String? {
        switch self {
        case .databaseURL, .baseURL, .smtpHost, .smtpUsername, .smtpPassword, .smtpCAFile, .adminEmail, .adminUsername,
            .metricsPort, .googleClientID, .googleClientSecret, .facebookClientID, .facebookClientSecret, .openidIssuer,
            .openidClientID, .openidClientSecret, .outgoingAllow, .outgoingCAFile, .keyFile:
            nil
        case .facebookSite: "https://www.facebook.com"
        case .facebookGraph: "https://graph.facebook.com"
        case .openidName: "OpenID"
        case .dataDir: "data"
        case .httpHost, .metricsHost: "127.0.0.1"
        case .httpPort: "8080"
        case .trustedProxies: "0"
        case .smtpPort: "587"
        case .smtpSecurity: "starttls"
        case .fromEmail: "daybook@localhost.localdomain"
        case .bookingEnabled, .rateLimits: "on"
        case .bookingAdvanceDays: "365"
        case .defaultCurrency: "EUR"
        case .outbox, .adminSecondFactor, .traces: "off"
        case .logLevel: "info"
        case .passwordCost: "32768"
        case .sessionDays: "30"
        case .sessionIdleHours: "168"
        case .programSessionDays: "180"
        case .readsPerMinute: "1200"
        case .writesPerMinute: "120"
        case .signInsPerMinute: "20"
        case .accountReadsPerMinute: "2400"
        case .accountWritesPerMinute: "240"
        case .holdsPerClient: "10"
        case .bookingsPerReceiver: "20"
        case .challengeAfter: "12"
        case .challengeBits: "15"
        case .bodyBytesMost: "262144"
        case .uploadBytes: "5242880"
        case .idleSecondsMost: "60"
        case .liveStreams: "2000"
        case .databaseConnections: "8"
        }
    }

    var note: String {
        switch self {
        case .databaseURL: "sqlite:PATH or postgresql://…; unset: sqlite:DATA_DIR/daybook.sqlite"
        case .dataDir: "folder of the embedded database"
        case .httpHost: "address to listen on"
        case .httpPort: "port to listen on, 0 for any free one"
        case .baseURL: "what links begin with; unset: the listening address"
        case .trustedProxies: "how many proxies of yours stand in front and set X-Forwarded-For"
        case .smtpHost: "mail server; unset: mails stay in the outbox"
        case .smtpPort: "its port"
        case .smtpUsername: "log-in at the mail server"
        case .smtpPassword: "and its password"
        case .smtpSecurity: "starttls (required), tls, or none"
        case .smtpCAFile: "file with certificates to trust instead of the system's"
        case .fromEmail: "sender of all mails"
        case .adminEmail: "with ADMIN_USERNAME: makes the first admin at the start"
        case .adminUsername: "log-in name of the first admin"
        case .adminSecondFactor: "on: an admin without a second factor has no admin's rights"
        case .bookingEnabled: "on or off, for the whole installation"
        case .bookingAdvanceDays: "how far ahead any business may open its book"
        case .defaultCurrency: "ISO 4217 code for new businesses"
        case .outbox: "on: anybody who can reach the server reads all mails at /outbox; for trials only"
        case .logLevel: "trace, debug, info, warning, error"
        case .passwordCost: "scrypt's N, a power of two from 1024"
        case .keyFile:
            "file with a key, 32 random bytes in base64, that locks the keys in the database; unset: they stand open"
        case .sessionDays: "how long a log-in on pages lasts at most"
        case .sessionIdleHours: "and how long without being used"
        case .programSessionDays: "how long a program may renew its tokens before it logs in again"
        case .rateLimits: "off only for benchmarks"
        case .readsPerMinute: "requests a minute from one address that read"
        case .writesPerMinute: "and that write"
        case .signInsPerMinute: "and that try a password"
        case .accountReadsPerMinute: "requests a minute by one account, or its API keys, that read"
        case .accountWritesPerMinute: "and that write"
        case .holdsPerClient: "times that one client may hold at once at one business"
        case .bookingsPerReceiver: "bookings and moves an hour that strangers may make under one e-mail address"
        case .challengeAfter: "bookings, holds and look-ups in ten minutes from one network before it has to compute"
        case .challengeBits: "how much: each one more doubles it"
        case .bodyBytesMost: "largest request body"
        case .uploadBytes: "largest image file that may be sent"
        case .idleSecondsMost: "how long a quiet connection stays open"
        case .liveStreams: "open pages that are told of changes, on this node"
        case .databaseConnections: "to PostgreSQL, from this node"
        case .metricsHost: "address of the port below"
        case .metricsPort: "Prometheus's figures at /metrics; unset: not served"
        case .traces: "on: spans in the log, with W3C trace ids"
        case .googleClientID: "lets people sign in by Google, with GOOGLE_CLIENT_SECRET"
        case .facebookClientID: "lets people sign in by Facebook, with FACEBOOK_CLIENT_SECRET"
        case .googleClientSecret, .facebookClientSecret, .openidClientSecret: "the secret that belongs to it"
        case .facebookSite: "where people say yes to Facebook"
        case .facebookGraph: "where Facebook answers programs; a version may be behind it"
        case .openidIssuer: "lets people sign in by any OpenID provider: its issuer, to the letter"
        case .openidClientID: "what we are called there"
        case .openidName: "what it is called on our pages"
        case .outgoingAllow: "host:port,… that may be asked though they are private or speak plain http"
        case .outgoingCAFile: "file with certificates to trust besides the system's, of servers that are asked"
        }
    }

    var isSecret: Bool {
        [.smtpPassword, .databaseURL, .googleClientSecret, .facebookClientSecret, .openidClientSecret].contains(self)
    }
    var flag: String { "--" + rawValue.lowercased().replacing("_", with: "-") }

    static var help: String {
        allCases.map { setting in
            let value = setting.fallback.map { " (\($0))" } ?? ""
            return "  \(setting.flag.padding(toLength: 24, withPad: " ", startingAt: 0)) \(setting.note)\(value)"
        }.joined(separator: "\n")
    }
}

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
        (.liveStreams, 0...100_000),
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
