extension Setting {
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
}
