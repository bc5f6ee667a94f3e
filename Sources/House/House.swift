import Kernel
import Logging
import Storage
import Timekeeping
import Web
import Words

/// The ground floor as the slices see it: one of each, made by the roof.
package struct House: Sendable {
    package let store: any Store
    package let zones: Zones
    package let words: WordBook
    package let templates: Templates
    package let clock: WallClock
    package let pulse: Pulse
    package let log: Logger
    package let cookie: Cookie
    /// `https://book.example.org`, without a slash at the end. Every link is made from it, none from a request's Host.
    package let baseURL: String
    package let rules: HouseRules
    package let places: [DeskPlace]
    package let listeners: [String: [String]]

    package init(
        store: any Store, zones: Zones, words: WordBook, templates: Templates, clock: WallClock,
        pulse: Pulse, log: Logger,
        baseURL: String, rules: HouseRules, places: [DeskPlace], listeners: [Listener]
    ) {
        self.store = store
        self.zones = zones
        self.words = words
        self.templates = templates
        self.clock = clock
        self.pulse = pulse
        self.log = log
        self.baseURL = baseURL
        self.rules = rules
        self.cookie = Cookie(isSecure: baseURL.hasPrefix("https://"))
        self.places = places.sorted { $0.order < $1.order }
        self.listeners = Dictionary(grouping: listeners, by: \.event).mapValues { $0.map(\.job) }
    }

    /// A page inside `chrome`, in the visitor's language.
    package func page(_ page: some Page, _ visit: Visit, _ chrome: Chrome? = nil, status: Int = 200) throws -> Answer {
        try templates.page(page, chrome ?? Chrome(visit), visit.words, status: status)
    }
}

/// The settings that rules of the domain depend on.
package struct HouseRules: Sendable {
    package var isBookingEnabled = true
    /// Days ahead that a business may open its book at most, and that stays are open (BOOKING_ADVANCE_DAYS).
    package var bookingAdvanceDays = 365
    /// Times that one client may hold at once at one business (HOLDS_PER_CLIENT); nil is no limit.
    package var holdsPerClient: Int?
    /// Bookings and moves an hour that strangers may make under one e-mail address (BOOKINGS_PER_RECEIVER); nil is no limit.
    package var bookingsPerReceiver: Int?
    /// What one visitor can ask for, and whether rates are limited at all: one value, for the doors and for the slices.
    package var limits = Limits()
    package var defaultCurrency = "EUR"
    /// Whether mails can be read at `/outbox` by whoever can reach the server: the demo and local trials only.
    package var isOutboxOpen = false
    package var isDemo = false
    /// scrypt's cost N; tests lower it.
    package var passwordCost = 32_768
    /// Whether an admin of the platform is one only with a second factor (ADMIN_SECOND_FACTOR).
    package var adminsNeedSecondFactor = false

    /// How long somebody stays logged in on pages, and without using them (SESSION_DAYS, SESSION_IDLE_HOURS).
    package var sessionMost = Span.days(30)
    package var sessionIdle = Span.hours(168)
    /// How long a program may go on renewing its tokens (PROGRAM_SESSION_DAYS).
    package var programSessionMost = Span.days(180)

    package init() {}
}
