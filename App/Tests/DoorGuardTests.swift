import HTTPTypes
import House
import Kernel
import Logging
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Web
@testable import daybook

/// What stands at the door of every request: rates, headers, cookies, and what the log says of it.
@Suite struct DoorGuardTests {
    @Test func `tries to log in have one rate, however the address is written or spread over a network`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let limits: [Setting: String] = [.rateLimits: "on", .signInsPerMinute: "3"]
            let site = try await TestHouse.compose(house.store, house.clock, limits).site
            let body: JSON = ["username": "nobody", "password": "wrong-wrong-wrong"]
            func statuses(_ path: String, _ addresses: [String]) async -> [Int] {
                var statuses: [Int] = []
                for address in addresses {
                    let incoming = Incoming(
                        .post, path, headers: [.contentType: "application/json"], body: body.bytes, address: address)
                    statuses.append(await site.answer(incoming).status)
                }
                return statuses
            }
            let slashed = await statuses("/api/v1/auth/login/", Array(repeating: "192.0.2.1", count: 6))
            let doubled = await statuses("/api/v1//auth/login", Array(repeating: "192.0.2.2", count: 6))
            let spread = await statuses("/api/v1/auth/login", (1...6).map { "2001:db8::\($0)" })
            #expect(Set(slashed + doubled) == [404])
            #expect(spread == [401, 401, 401, 429, 429, 429])
        }
    }

    @Test func `what no door takes has the headers of every answer`() async throws {
        try await TestHouse.empty { house in
            let answer = house.site.refuseMethod
            #expect(answer.status == 405 && answer.header("allow")?.contains("GET") == true)
            for name in [
                "content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy",
                "cache-control",
            ] {
                #expect(answer.header(name) != nil, "\(name)")
            }
        }
    }

    @Test func `over TLS a notice and a language go there and back under names that no other host can set`()
        async throws
    {
        try await TestHouse.with(.sqlite) { house in
            let site = try await TestHouse.compose(house.store, house.clock, baseURL: "https://book.example.org").site
            let browser = Browser(site)
            let hsts = "strict-transport-security"
            #expect(await browser.get("/login").header(hsts) == "max-age=63072000; includeSubDomains")
            #expect(await Browser(house.composition.site).get("/login").header(hsts) == nil, "not without TLS")
            let chosen = await browser.get("/language/es?back=/login")
            let cookie = try #require(chosen.header("set-cookie"))
            #expect(
                cookie.hasPrefix("__Host-daybook-language=es;") && cookie.contains("HttpOnly")
                    && cookie.contains("Secure"))
            #expect(await browser.get("/login").text.contains(#"<html lang="es""#))
            _ = await browser.logIn("maria")
            let out = await browser.post("/logout", [:], from: await browser.get("/account"))
            let set = out.headers.filter { $0.name == "set-cookie" }.map(\.value)
            #expect(set.allSatisfy { $0.hasPrefix("__Host-") && $0.contains("; Secure") }, "\(set)")
            let shown = await browser.get("/login")
            let cleared = shown.headers.filter { $0.name == "set-cookie" }.map(\.value)
            #expect(cleared.contains { $0.hasPrefix("__Host-daybook-notice=;") && $0.contains("Secure") }, "\(cleared)")
        }
    }

    @Test func `the log names who was refused and why, and never an address with a key in it`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let lines = Lines()
            let log = Logger(label: "test") { _ in lines }
            let site = try await TestHouse.compose(house.store, house.clock, log: log).site
            _ = await APIDoor(site: site, token: house.maria).send(.post, "/businesses", ["name": ""])
            let refused = try #require(lines.all.last { $0["message"] == "request" })
            let me = try await house.owner.accepted(.get, "/auth/me")["id"]?.string
            #expect(refused["user"] == me && refused["problem"] == "invalid_input", "\(refused)")
            await house.store.close()
            let key = String(repeating: "a", count: 32)
            #expect(await site.answer(Incoming(.get, "/b/K7M2Q9XA/\(key)")).status >= 500)
            let fault = try #require(lines.all.last { $0["message"] == "fault" })
            #expect(fault["path"]?.hasPrefix("/b/{") == true)
            let told = lines.all.flatMap { Array($0.values) }
            #expect(!told.contains { $0.contains(key) })
        }
    }

    @Test(arguments: TestEngine.available)
    func `a form of another site is refused, and changes nothing`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let before = try await house.rows()
            func statuses(_ headers: [(String, String)]) async -> Int {
                var fields: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
                for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
                let body = Array("username=zoe&name=Zoe&email=zoe@x.example&password=seven-otters-in-a-teapot".utf8)
                return await house.composition.site.answer(Incoming(.post, "/register", headers: fields, body: body))
                    .status
            }
            let foreign = [
                [("host", "book.example.org"), ("origin", "https://evil.example")],
                [("host", "book.example.org"), ("origin", "null")],
                [("host", "book.example.org"), ("origin", "https://book.example.org.evil.example")],
                [("host", "book.example.org"), ("sec-fetch-site", "cross-site")],
                [
                    ("host", "book.example.org"), ("sec-fetch-site", "same-site"),
                    ("origin", "https://book.example.org"),
                ],
            ]
            for headers in foreign { #expect(await statuses(headers) == 403, "\(headers)") }
            #expect(try await house.rows().differences(from: before) == [])
            let own = [
                ("host", "book.example.org"), ("origin", "https://book.example.org"), ("sec-fetch-site", "same-origin"),
            ]
            #expect(await statuses(own) == 303)
        }
    }

    @Test func `a form of another site is not asked for work, and counts for nobody`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let site = try await AbuseTests.guarded(house, [.challengeAfter: "2"]).site
            let path = "/book/\(TestHouse.slug)/\(house.lesson)/at/\(TestHouse.tuesday)"
            func post(from origin: String) async -> Answer {
                var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded", .origin: origin]
                if let host = HTTPField.Name("host") { headers[host] = "book.example.org" }
                return await site.answer(Incoming(.post, path, headers: headers, body: Array("client_name=".utf8)))
            }
            let before = try await house.rows()
            for _ in 0..<6 {
                let foreign = await post(from: "https://evil.example")
                #expect(foreign.status == 403 && !foreign.text.contains("challenge_solution"))
            }
            #expect(try await house.rows().differences(from: before) == [])
            var own: [Int] = []
            for _ in 0..<3 { own.append(await post(from: "https://book.example.org").status) }
            #expect(own == [422, 422, 403], "only one's own are counted")
            #expect(await post(from: "https://book.example.org").text.contains("challenge_solution"))
            #expect(await !post(from: "https://evil.example").text.contains("challenge_solution"))
        }
    }

    @Test func `a body is read of who has asked seldom enough, at a door that is there`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let limits: [Setting: String] = [.rateLimits: "on", .writesPerMinute: "2"]
            let site = try await TestHouse.compose(house.store, house.clock, limits).site
            let asked = Mutex(0)
            func status(_ path: String, _ method: Web.Method = .post, origin: String? = nil) async -> Int {
                var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
                if let origin { headers[.origin] = origin }
                return await site.answer(Incoming(method, path, headers: headers)) { most throws(Problem) in
                    asked.withLock { $0 += 1 }
                    #expect(most == 262_144)
                    return []
                }.status
            }
            #expect(await status("/nowhere") == 404)
            #expect(await status("/login", .delete) == 405)
            #expect(asked.withLock { $0 } == 0)
            #expect(await status("/logout", origin: "https://evil.example") == 403)
            #expect(asked.withLock { $0 } == 0)
            #expect(await status("/logout") == 303)
            #expect(asked.withLock { $0 } == 1)
            #expect(await status("/logout") == 429)
            #expect(asked.withLock { $0 } == 1)
        }
    }

    @Test func `only what our own proxies have seen is believed of an address`() async throws {
        try await TestHouse.empty { house in
            func address(_ proxies: Int, _ forwarded: [String]) -> String {
                let site = house.site.settings
                let settings = SiteSettings(
                    isSecure: false, limits: site.limits, wordBook: site.wordBook, doorkeeper: site.doorkeeper,
                    signInPaths: [], trustedProxies: proxies, now: site.now, permissions: [], problem: site.problem,
                    problemPage: site.problemPage)
                var headers: HTTPFields = [:]
                for value in forwarded {
                    HTTPField.Name("x-forwarded-for").map { headers.append(HTTPField(name: $0, value: value)) }
                }
                return settings.address("10.0.0.1", headers)
            }
            #expect(address(0, ["192.0.2.7"]) == "10.0.0.1", "nobody's word")
            #expect(address(1, []) == "10.0.0.1")
            #expect(address(1, ["192.0.2.7"]) == "192.0.2.7")
            #expect(address(1, ["203.0.113.9, 192.0.2.7"]) == "192.0.2.7", "what the client wrote itself")
            #expect(address(1, ["203.0.113.9", "192.0.2.7"]) == "192.0.2.7")
            #expect(address(2, ["203.0.113.9, 192.0.2.7, 10.0.0.2"]) == "192.0.2.7")
            #expect(address(3, ["192.0.2.7, 10.0.0.2"]) == "10.0.0.1", "a proxy was gone around")
        }
    }

    @Test func `a stranger's language is what was chosen or asked for, whatever others have sent`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let site = house.composition.site
            func page(_ cookie: String?, _ accepted: String) async -> String {
                var headers: HTTPFields = [.acceptLanguage: accepted]
                if let cookie { headers[.cookie] = cookie }
                return await site.answer(Incoming(.get, "/book/\(TestHouse.slug)", headers: headers)).text
            }
            let odd = await page("daybook-language=en-GB", "es")
            let next = await page(nil, "en-GB")
            let again = await page("daybook-language=en-GB", "es")
            #expect(odd.contains(#"<html lang="es""#) && again.contains(#"<html lang="es""#))
            #expect(next.contains(#"<html lang="en""#))
        }
    }
}

/// Keeps what is logged.
private final class Lines: LogHandler, Sendable {
    private let kept = Mutex<[[String: String]]>([])
    var all: [[String: String]] { kept.withLock { $0 } }

    var logLevel: Logger.Level {
        get { .info }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        var line = (event.metadata ?? [:]).mapValues { "\($0)" }
        line["message"] = "\(event.message)"
        kept.withLock { $0.append(line) }
    }
}
