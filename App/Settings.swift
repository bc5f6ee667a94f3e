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
    case bodySecondsMost = "BODY_SECONDS_MOST"
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
    var fallback: String? { about.fallback }

    /// What it is for, in a line.
    var note: String { about.note }

    private var about: (fallback: String?, note: String) {
        switch self {
        case .databaseURL: (nil, "sqlite:PATH or postgresql://…; unset: sqlite:DATA_DIR/daybook.sqlite")
        case .dataDir: ("data", "folder of the embedded database")
        case .httpHost: ("127.0.0.1", "address to listen on")
        case .httpPort: ("8080", "port to listen on, 0 for any free one")
        case .baseURL: (nil, "what links begin with; unset: the listening address")
        case .trustedProxies: ("0", "how many proxies of yours stand in front and set X-Forwarded-For")
        case .smtpHost: (nil, "mail server; unset: mails stay in the outbox")
        case .smtpPort: ("587", "its port")
        case .smtpUsername: (nil, "log-in at the mail server")
        case .smtpPassword: (nil, "and its password")
        case .smtpSecurity: ("starttls", "starttls (required), tls, or none")
        case .smtpCAFile: (nil, "file with certificates to trust instead of the system's")
        case .fromEmail: ("daybook@localhost.localdomain", "sender of all mails")
        case .adminEmail: (nil, "with ADMIN_USERNAME: makes the first admin at the start")
        case .adminUsername: (nil, "log-in name of the first admin")
        case .adminSecondFactor: ("off", "on: an admin without a second factor has no admin's rights")
        case .bookingEnabled: ("on", "on or off, for the whole installation")
        case .bookingAdvanceDays: ("365", "how far ahead any business may open its book")
        case .defaultCurrency: ("EUR", "ISO 4217 code for new businesses")
        case .outbox: ("off", "on: anybody who can reach the server reads all mails at /outbox; for trials only")
        case .logLevel: ("info", "trace, debug, info, warning, error")
        case .passwordCost: ("32768", "scrypt's N, a power of two from 1024")
        case .keyFile:
            (
                nil,
                "file with a key, 32 random bytes in base64, that locks the keys in the database; unset: they stand open"
            )
        case .sessionDays: ("30", "how long a log-in on pages lasts at most")
        case .sessionIdleHours: ("168", "and how long without being used")
        case .programSessionDays: ("180", "how long a program may renew its tokens before it logs in again")
        case .rateLimits: ("on", "off only for benchmarks")
        case .readsPerMinute: ("1200", "requests a minute from one address that read")
        case .writesPerMinute: ("120", "and that write")
        case .signInsPerMinute: ("20", "and that try a password")
        case .accountReadsPerMinute: ("2400", "requests a minute by one account, or its API keys, that read")
        case .accountWritesPerMinute: ("240", "and that write")
        case .holdsPerClient: ("10", "times that one client may hold at once at one business")
        case .bookingsPerReceiver: ("20", "bookings and moves an hour that strangers may make under one e-mail address")
        case .challengeAfter:
            ("12", "bookings, holds and look-ups in ten minutes from one network before it has to compute")
        case .challengeBits: ("15", "how much: each one more doubles it")
        case .bodyBytesMost: ("262144", "largest request body")
        case .uploadBytes: ("5242880", "largest image file that may be sent")
        case .bodySecondsMost: ("120", "how long a request's body may take to come")
        case .idleSecondsMost: ("60", "how long a quiet connection stays open")
        case .liveStreams: ("2000", "open pages that are told of changes, on this node")
        case .databaseConnections: ("8", "to PostgreSQL, from this node")
        case .metricsHost: ("127.0.0.1", "address of the port below")
        case .metricsPort: (nil, "Prometheus's figures at /metrics; unset: not served")
        case .traces: ("off", "on: spans in the log, with W3C trace ids")
        case .googleClientID: (nil, "lets people sign in by Google, with GOOGLE_CLIENT_SECRET")
        case .googleClientSecret: (nil, "the secret that belongs to it")
        case .facebookClientID: (nil, "lets people sign in by Facebook, with FACEBOOK_CLIENT_SECRET")
        case .facebookClientSecret: (nil, "the secret that belongs to it")
        case .facebookSite: ("https://www.facebook.com", "where people say yes to Facebook")
        case .facebookGraph:
            ("https://graph.facebook.com", "where Facebook answers programs; a version may be behind it")
        case .openidIssuer: (nil, "lets people sign in by any OpenID provider: its issuer, to the letter")
        case .openidClientID: (nil, "what we are called there")
        case .openidClientSecret: (nil, "the secret that belongs to it")
        case .openidName: ("OpenID", "what it is called on our pages")
        case .outgoingAllow: (nil, "host:port,… that may be asked though they are private or speak plain http")
        case .outgoingCAFile: (nil, "file with certificates to trust besides the system's, of servers that are asked")
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
