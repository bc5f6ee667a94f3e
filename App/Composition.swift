import Account
import Admin
import BookingAPI
import Bookings
import Catalogue
import Customers
import Desk
import Federation
import House
import Identity
import Jobs
import Kernel
import Logging
import Mail
import Measures
import Members
import Messages
import OpenID
import Outgoing
import Privacy
import Scheduling
import Setup
import Storage
import StoragePostgres
import StorageSQLite
import Storefront
import Timekeeping
import Tracing
import Web
import Words

/// The whole house, put together once: every slice is named here and nowhere else.
struct Composition: Sendable {
    static let slices: [any Slice.Type] = [
        IdentitySlice.self, AccountSlice.self, FederationSlice.self, CatalogueSlice.self, MemberSlice.self,
        CustomerSlice.self, SchedulingSlice.self, SetupSlice.self, BookingSlice.self, BookingAPISlice.self,
        StorefrontSlice.self, DeskSlice.self, AdminSlice.self, PrivacySlice.self, MessageSlice.self,
    ]
    /// What every table holds about people, in the order in which a person is erased.
    static let holdings = House.holdings + slices.flatMap { $0.holdings }
    static let migrations = JobQueue.migrations + Idempotency.migrations + slices.flatMap { $0.migrations }

    // Sentences and templates are the same in every house of a process.
    private static let files = [WebFiles.all] + slices.map { $0.files }
    private static let words = Result { try WordBook(files) }
    private static let templates = Result { try Templates(files: files, words: words.get()) }

    let house: House
    let identity: IdentitySlice
    let account: AccountSlice
    let federation: FederationSlice
    let catalogue: CatalogueSlice
    let members: MemberSlice
    let customers: CustomerSlice
    let scheduling: SchedulingSlice
    let setup: SetupSlice
    let bookings: BookingSlice
    let bookingAPI: BookingAPISlice
    let storefront: StorefrontSlice
    let desk: DeskSlice
    let admin: AdminSlice
    let privacy: PrivacySlice
    let messages: MessageSlice
    let all: [any Slice]
    let site: Site
    let worker: Worker

    /// Opens the store that the settings name.
    static func store(_ settings: Settings, clock: WallClock) throws -> any Store {
        switch settings.database {
        case .sqlite(let path): try SQLiteStore(path: path, clock: clock.now)
        case .postgres(let url):
            try PostgresStore(url: url, poolSize: settings.number(.databaseConnections), clock: clock.now)
        }
    }

    /// - Parameters:
    ///   - store: migrated, or about to be by this.
    ///   - baseURL: what links begin with.
    ///   - measures: where everything is counted and timed.
    init(
        _ settings: Settings, store bare: any Store, clock: WallClock = .system, baseURL: String, isDemo: Bool = false,
        measures: Registry = Registry(), log: Logger
    ) async throws {
        let tracer: (any Tracer)? = try settings.bool(.traces) ? LogTracer(log) : nil
        let store = MeasuredStore(bare, measures, tracer)
        let words = try Self.words.get()
        let places = Self.slices.flatMap { $0.places }
        var rules = HouseRules()
        rules.isBookingEnabled = try settings.bool(.bookingEnabled)
        rules.bookingAdvanceDays = try settings.number(.bookingAdvanceDays)
        rules.limits = try Self.limits(settings)
        if rules.limits.areRatesOn {
            rules.holdsPerClient = try settings.number(.holdsPerClient)
            rules.bookingsPerReceiver = try settings.number(.bookingsPerReceiver)
        }
        rules.defaultCurrency = settings[.defaultCurrency] ?? rules.defaultCurrency
        rules.isOutboxOpen = try isDemo || settings.bool(.outbox)
        rules.isDemo = isDemo
        rules.passwordCost = try settings.number(.passwordCost)
        rules.adminsNeedSecondFactor = try settings.bool(.adminSecondFactor)
        rules.sessionMost = .days(try settings.number(.sessionDays))
        rules.sessionIdle = .hours(try settings.number(.sessionIdleHours))
        rules.programSessionMost = .days(try settings.number(.programSessionDays))
        try await Migrator(store, Self.migrations).run()
        Notice.allow(Self.slices.flatMap { $0.notices })
        house = House(
            store: store, zones: .system, words: words, templates: try Self.templates.get(),
            clock: clock, pulse: Pulse(),
            log: log, baseURL: baseURL, rules: rules, places: places, listeners: Self.slices.flatMap { $0.listeners })
        let providers = settings.providers(Outgoing(try settings.outgoingRules()))
        identity = IdentitySlice(
            house, keys: try await SigningKeys.load(store, try settings.keyLock()),
            memberNeedsSecondFactor: MemberSlice.memberNeedsSecondFactor, endUnproven: FederationSlice.endUnproven)
        account = AccountSlice(
            identity: identity, outsideWays: providers.map { OutsideWay(id: $0.id, name: $0.name) })
        federation = FederationSlice(account: account, providers: providers)
        catalogue = CatalogueSlice(
            house, identity: identity, capacityGuard: SchedulingSlice.guardCapacity,
            locationGuards: BookingSlice.locationGuards)
        members = MemberSlice(house, identity: identity, catalogue: catalogue)
        customers = CustomerSlice(house, identity: identity)
        scheduling = SchedulingSlice(house, catalogue: catalogue, bookedTimes: BookingSlice.bookedTimes)
        setup = SetupSlice(catalogue: catalogue, scheduling: scheduling)
        bookings = BookingSlice(
            house, identity: identity, catalogue: catalogue, customers: customers, scheduling: scheduling)
        bookingAPI = BookingAPISlice(house, customers: customers, scheduling: scheduling, bookings: bookings)
        storefront = StorefrontSlice(house, bookings: bookings, scheduling: scheduling)
        desk = DeskSlice(
            house, identity: identity, catalogue: catalogue, scheduling: scheduling, bookings: bookings)
        admin = AdminSlice(house, identity: identity, catalogue: catalogue)
        privacy = PrivacySlice(
            house, identity: identity, catalogue: catalogue, members: members, bookings: bookings,
            storefront: storefront, holdings: Self.holdings)
        messages = MessageSlice(
            house, identity: identity, members: members, bookings: bookings,
            transport: settings.smtp.map { SMTPTransport($0) },
            from: settings.from)
        all = [
            identity, account, federation, catalogue, members, customers, scheduling, setup, bookings, bookingAPI,
            storefront, desk, admin, privacy, messages,
        ]
        worker = Worker(store: store, handlers: all.flatMap { $0.jobs }, logger: log, metrics: measures)
        site = try Site(
            endpoints: all.flatMap { $0.endpoints },
            pages: all.flatMap { $0.pages } + Self.ownPages(house, all.flatMap { $0.endpoints }),
            settings: try Self.site(settings, house, identity, admin, measures, tracer), log: log)
        watch(measures)
    }

    private static func limits(_ settings: Settings) throws -> Limits {
        var limits = Limits()
        limits.areRatesOn = try settings.bool(.rateLimits)
        limits.readsPerMinute = try settings.number(.readsPerMinute)
        limits.writesPerMinute = try settings.number(.writesPerMinute)
        limits.signInsPerMinute = try settings.number(.signInsPerMinute)
        limits.accountReadsPerMinute = try settings.number(.accountReadsPerMinute)
        limits.accountWritesPerMinute = try settings.number(.accountWritesPerMinute)
        limits.bodyBytes = try settings.number(.bodyBytesMost)
        limits.liveStreams = try settings.number(.liveStreams)
        limits.uploadBytes = try settings.number(.uploadBytes)
        limits.bodySeconds = try settings.number(.bodySecondsMost)
        limits.idleSeconds = try settings.number(.idleSecondsMost)
        return limits
    }

    private static func site(
        _ settings: Settings, _ house: House, _ identity: IdentitySlice, _ admin: AdminSlice, _ measures: Registry,
        _ tracer: (any Tracer)?
    ) throws -> SiteSettings {
        var challenges = identity.challenges()
        challenges.after = try settings.number(.challengeAfter)
        challenges.bits = try settings.number(.challengeBits)
        return SiteSettings(
            isSecure: house.baseURL.hasPrefix("https://"), limits: house.rules.limits, wordBook: house.words,
            doorkeeper: identity,
            signInPaths: Self.slices.reduce(into: []) { $0.formUnion($1.signInPaths) },
            trustedProxies: try settings.number(.trustedProxies), metrics: measures, tracer: tracer,
            now: house.clock.now, permissions: Set(Permission.allCases.map(\.rawValue)), witness: admin.witness,
            problem: problem(for:), challenges: challenges,
            challengePage: { page, incoming, id, words in
                try ChallengePage.answer(page, incoming, id, words, house.templates)
            },
            problemPage: { problem, incoming, id, words in
                ProblemPage.answer(problem, incoming, id, words, house.templates)
            })
    }

    /// What an error that no verb expected tells the visitor.
    private static func problem(for error: any Error) -> Problem {
        switch error {
        case StorageFault.unavailable, StorageFault.conflict: Problem(503, "unavailable", retryAfter: 5)
        // The ledger's own constraint, should ever a verb have decided wrongly.
        case StorageFault.constraint(let name) where name.contains("claims_exclusive"): .slotTaken
        default: Problem(500, "fault")
        }
    }
}
