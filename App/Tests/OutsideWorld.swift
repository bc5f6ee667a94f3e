import HTTPTypes
import House
import Kernel
import OpenID
import Storage
import Synchronization
import TestSupport
import Testing
import Timekeeping

@testable import Federation
@testable import Identity
@testable import Web
@testable import daybook

/// A provider that says what a test tells it to: a code is a person.
final class StandIn: OutsideProvider {
    let id: String
    let name: String
    let issuer: String
    let people = Mutex<[String: OutsidePerson]>([:])
    let fault = Mutex<OpenIDFault?>(nil)
    /// The rounds that codes were traded in.
    let rounds = Mutex<[SignInRound]>([])

    init(_ id: String) {
        self.id = id
        name = id == "google" ? "Google" : "Other"
        issuer = "https://\(id).example"
    }

    func start(_ round: SignInRound) async throws -> String { "https://\(id).example/yes?state=\(round.state)" }

    func finish(_ code: String, _ round: SignInRound, at now: Instant) async throws -> OutsidePerson {
        if let fault = fault.withLock({ $0 }) { throw fault }
        rounds.withLock { $0.append(round) }
        guard let person = people.withLock({ $0[code] }) else { throw OpenIDFault.refused("invalid_grant") }
        return person
    }

    /// A code that stands for a person.
    func knows(_ code: String, email: String?, isVerified: Bool = true, name: String? = "Nora Gil") {
        let person = OutsidePerson(issuer: issuer, subject: code, email: email, isEmailVerified: isVerified, name: name)
        people.withLock { $0[code] = person }
    }
}

/// The pages of accounts, with two stand-ins beside the password.
struct OutsideWorld: Sendable {
    let house: TestHouse
    let google = StandIn("google")
    let other = StandIn("other")
    let site: Site
    let federation: FederationSlice

    static func with(_ engine: TestEngine, _ body: (OutsideWorld) async throws -> Void) async throws {
        try await TestHouse.with(engine, connections: 8) { house in try await body(try OutsideWorld(house)) }
    }

    private init(_ house: TestHouse) throws {
        self.house = house
        let composition = house.composition
        federation = FederationSlice(account: composition.account, providers: [google, other])
        let pages = composition.all.filter { !($0 is FederationSlice) }.flatMap { $0.pages }
        site = try Site(
            endpoints: composition.site.endpoints, pages: pages + federation.pages,
            settings: composition.site.settings, log: TestHouse.silent)
    }

    /// Goes to the provider; the state to come back with.
    func leave(_ browser: Browser, _ address: String = "/auth/oauth/google?next=/account") async -> String {
        let place = await browser.get(address).header("location") ?? ""
        return place.split(separator: "state=").last.map(String.init) ?? ""
    }

    /// There and back as the person of `code`.
    func round(_ browser: Browser, _ code: String, _ address: String = "/auth/oauth/google?next=/account") async
        -> Answer
    {
        let state = await leave(browser, address)
        return await browser.get("/auth/oauth/google/callback?state=\(state)&code=\(code)")
    }

    /// The browser of somebody with an account, a proven address and a password, logged in.
    func loggedIn(_ username: String) async throws -> Browser {
        if username != "maria" { _ = try await house.person(username) }
        try await prove(username)
        let browser = Browser(site)
        #expect(await browser.logIn(username).status == 303)
        return browser
    }

    /// The browser of Maria, whose account is linked to the person of `code`.
    func linked(_ code: String) async throws -> Browser {
        let browser = try await loggedIn("maria")
        _ = await round(browser, code, "/auth/oauth/google?link=yes")
        let page = await browser.get("/auth/link")
        let done = await browser.post("/auth/link", ["password": TestHouse.password], from: page)
        #expect(done.header("location") == "/account/sign-ins")
        return browser
    }

    func prove(_ username: String) async throws { try await house.proveAddress(of: username) }

    func count(_ table: String) async throws -> Int {
        switch table {
        case "users": try await house.number("SELECT COUNT(*) FROM users")
        case "sessions": try await house.number("SELECT COUNT(*) FROM sessions")
        default: try await house.number("SELECT COUNT(*) FROM outside_identities")
        }
    }

    /// Whose pages the browser sees; nil when it is not logged in.
    func username(_ browser: Browser) async -> String? {
        let answer = await browser.get("/account")
        guard answer.status == 200 else { return nil }
        return answer.text.firstMatch(of: /<strong>([a-z0-9.-]+)<\/strong>/).map { String($0.1) } ?? answer.text
    }
}
