import Foundation

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
