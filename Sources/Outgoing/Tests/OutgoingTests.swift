import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Outgoing

@Suite struct OutgoingTests {
    /// Names and where they lead, in place of the system's resolver; counts how often each is looked up.
    final class Names: Sendable {
        private let book: [String: [String]]
        let asked = Mutex<[String]>([])

        init(_ book: [String: [String]]) { self.book = book }

        func resolve(_ name: String) -> [IPAddress] {
            asked.withLock { $0.append(name) }
            return (book[name] ?? []).compactMap { IPAddress($0) }
        }
    }

    private func outgoing(
        _ names: Names = Names([:]), allowing places: [String] = [], _ change: (inout OutgoingRules) -> Void = { _ in }
    ) -> Outgoing {
        var rules = OutgoingRules()
        rules.allowed = Set(places)
        // Time enough for a busy machine; tests of time have their own.
        rules.timeLimit = .seconds(60)
        change(&rules)
        return Outgoing(rules) { names.resolve($0) }
    }

    private func fault(_ outgoing: Outgoing, _ address: String) async -> OutgoingFault? {
        do { _ = try await outgoing.send(Outgoing.Request(.get, address)) } catch { return error as? OutgoingFault }
        return nil
    }

    private func told(_ outgoing: Outgoing, _ address: String) async throws -> [String: Any] {
        try await told(outgoing, Outgoing.Request(.get, address))
    }

    /// What the server says of the request.
    private func told(_ outgoing: Outgoing, _ request: Outgoing.Request) async throws -> [String: Any] {
        let answer = try await outgoing.send(request)
        return try #require(JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
    }

    @Test func `a name that leads inside is not asked, even with public addresses beside it`() async {
        let names = Names([
            "inner.example": ["10.0.0.7"], "mixed.example": ["8.8.8.8", "127.0.0.1"], "six.example": ["fd00::1"],
            "mapped.example": ["::ffff:169.254.169.254"],
        ])
        let outgoing = outgoing(names)
        for (name, address) in [
            ("inner", "10.0.0.7"), ("mixed", "127.0.0.1"), ("six", "fd00::1"), ("mapped", "::ffff:169.254.169.254"),
        ] {
            #expect(await fault(outgoing, "https://\(name).example/") == .privateAddress(address))
        }
        #expect(await fault(outgoing, "https://nowhere.example/") == .unknownHost)
        #expect(await fault(outgoing, "https://127.0.0.1/") == .privateAddress("127.0.0.1"))
        #expect(await fault(outgoing, "https://[::1]/") == .privateAddress("::1"))
        #expect(await fault(outgoing, "http://8.8.8.8/") == .notSecure)
    }

    @Test func `the connection goes to the address that was checked, under the name that was asked for`() async throws {
        let server = try webServer()
        let names = Names(["login.example": ["127.0.0.1"]])
        let outgoing = outgoing(names, allowing: ["login.example:\(server.port)"])
        let answer = try await outgoing.send(Outgoing.Request(.get, "http://Login.example:\(server.port)/me?a=b"))
        let told = String(decoding: answer.body, as: UTF8.self)
        #expect(answer.status == 200 && told.contains(#""host": "login.example:\#(server.port)""#), "\(told)")
        #expect(told.contains(#""path": "/me?a=b""#))
        // The system knows no such name, and nobody was asked a second time: there is no moment to change the answer in.
        #expect(names.asked.withLock { $0 } == ["login.example"])
    }

    @Test func `TLS keeps the name`() async throws {
        let server = try webServer(tls: true)
        let names = Names(["login.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]])
        let places = ["login.example:\(server.port)", "other.example:\(server.port)"]
        let trusting = outgoing(names, allowing: places) { $0.certificatesFile = server.certificate }
        let answer = try await trusting.send(Outgoing.Request(.get, "https://login.example:\(server.port)/"))
        #expect(answer.status == 200)
        for address in ["https://other.example:\(server.port)/"] {
            guard case .unreachable = await fault(trusting, address) else {
                Issue.record("a certificate of another name was taken")
                continue
            }
        }
        guard
            case .unreachable = await fault(outgoing(names, allowing: places), "https://login.example:\(server.port)/")
        else {
            Issue.record("a certificate that nobody knows was taken")
            return
        }
    }

    @Test func `a redirect is checked like the first address`() async throws {
        let server = try webServer()
        let names = Names(["login.example": ["127.0.0.1"], "inner.example": ["192.168.1.1"]])
        let outgoing = outgoing(names, allowing: ["login.example:\(server.port)"])
        let start = "http://login.example:\(server.port)"
        func redirected(_ place: String) async -> OutgoingFault? {
            let to = place.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return await fault(outgoing, "\(start)/redirect?to=\(to)")
        }
        #expect(await redirected("https://inner.example/") == .privateAddress("192.168.1.1"))
        #expect(await redirected("https://169.254.169.254/latest") == .privateAddress("169.254.169.254"))
        #expect(await redirected("http://127.0.0.1:\(server.port)/") == .notSecure)
        #expect(await redirected("https://0x7f.1/") == .unreadable)
        #expect(await redirected("file:///etc/passwd") == .unreadable)
        #expect(await redirected("\(start)/asked") == nil)
        #expect(await fault(outgoing, "\(start)/loop") == .tooManyRedirects)
    }

    @Test func `credentials stay with the server that they were for`() async throws {
        let (one, two) = (try webServer(), try webServer())
        let names = Names(["one.example": ["127.0.0.1"], "two.example": ["127.0.0.1"]])
        let outgoing = outgoing(names, allowing: ["one.example:\(one.port)", "two.example:\(two.port)"])
        func told(_ place: String) async throws -> String {
            let to = place.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let request = Outgoing.Request(
                .get, "http://one.example:\(one.port)/redirect?to=\(to)",
                headers: [("Authorization", "Bearer abc"), ("accept", "application/json")])
            return String(decoding: try await outgoing.send(request).body, as: UTF8.self)
        }
        let same = try await told("/asked")
        #expect(same.contains("Bearer abc"))
        let other = try await told("http://two.example:\(two.port)/asked")
        #expect(!other.contains("Bearer abc") && other.contains("application/json"))
    }

    @Test func `what is posted goes to one place only`() async throws {
        let server = try webServer()
        let place = "login.example:\(server.port)"
        let outgoing = outgoing(Names(["login.example": ["127.0.0.1"]]), allowing: [place])
        for status in [301, 302, 303, 307, 308] {
            let request = Outgoing.Request(
                .post, "http://\(place)/redirect?status=\(status)&to=%2Fasked", body: Array("secret=x".utf8))
            await #expect(throws: OutgoingFault.redirected) { try await outgoing.send(request) }
        }
        let answer = try await outgoing.send(Outgoing.Request(.post, "http://\(place)/asked", body: Array("a=b".utf8)))
        #expect(String(decoding: answer.body, as: UTF8.self).contains(#""body": "a=b""#))
    }

    @Test(.timeLimit(.minutes(3)))
    func `size, time and number have their bounds`() async throws {
        let server = try webServer()
        let place = "login.example:\(server.port)"
        let names = Names(["login.example": ["127.0.0.1"]])
        let patient = outgoing(names, allowing: [place])
        for path in ["flood", "announced-flood", "headers", "long-header"] {
            #expect(await fault(patient, "http://\(place)/\(path)") == .tooLarge, "\(path)")
        }
        let hasty = outgoing(names, allowing: [place]) { $0.timeLimit = .milliseconds(1_500) }
        for path in ["slow", "silent"] {
            let began = ContinuousClock.now
            let slow = await fault(hasty, "http://\(place)/\(path)")
            #expect(slow == .tooSlow, "\(path)")
            // The server takes 100 seconds; a busy machine may take some before it looks at the clock.
            #expect(began.duration(to: .now) < .seconds(50), "\(path)")
        }
        let few = self.outgoing(names, allowing: [place]) {
            $0.requestsMost = 2
            $0.timeLimit = .milliseconds(500)
        }
        let faults = await withTaskGroup(of: OutgoingFault?.self) { group in
            for _ in 0..<6 { group.addTask { await self.fault(few, "http://\(place)/silent") } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(faults.filter { $0 == .busy }.count >= 1 && faults.filter { $0 == .tooSlow }.count >= 2)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a request that nobody waits for any more ends`() async throws {
        let server = try webServer()
        let place = "127.0.0.1:\(server.port)"
        let outgoing = outgoing(allowing: [place]) { $0.timeLimit = .seconds(90) }
        let task = Task { try await outgoing.send(Outgoing.Request(.get, "http://\(place)/silent")) }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        await #expect(throws: OutgoingFault.self) { try await task.value }
    }

    @Test func `the next address is asked when one does not answer, unless something was posted`() async throws {
        let server = try webServer()
        let place = "login.example:\(server.port)"
        // The server listens on the last alone.
        let outgoing = outgoing(Names(["login.example": ["127.0.0.3", "127.0.0.2", "127.0.0.1"]]), allowing: [place])
        for method in [Outgoing.Request.Method.get, .post] {
            #expect(try await outgoing.send(Outgoing.Request(method, "http://\(place)/asked")).status == 200)
        }
        let twice = self.outgoing(Names(["login.example": ["127.0.0.1", "127.0.0.1"]]), allowing: [place])
        func hungUp(after method: Outgoing.Request.Method) async throws -> Int {
            let request = Outgoing.Request(method, "http://\(place)/hang-up")
            await #expect(throws: OutgoingFault.self) { try await twice.send(request) }
            return try #require(try await told(outgoing, "http://\(place)/asked")["hung up"] as? Int)
        }
        #expect(try await hungUp(after: .post) == 1)
        #expect(try await hungUp(after: .get) == 3)
    }

    @Test(.enabled(if: hasIPv6)) func `an address of IPv6 is asked, by name and by itself`() async throws {
        let server = try webServer()
        let places = ["login.example:\(server.port)", "[::1]:\(server.port)"]
        let outgoing = outgoing(Names(["login.example": ["::1"]]), allowing: places)
        for place in places {
            let told = try await told(outgoing, "http://\(place)/asked")
            #expect(told["client"] as? String == "::1")
            #expect((told["headers"] as? [String: String])?["host"] == place)
        }
    }

    @Test func `nothing is said but what was asked for, and nothing remembered`() async throws {
        let server = try webServer()
        let place = "127.0.0.1:\(server.port)"
        let outgoing = outgoing(allowing: [place]) { $0.bodyBytesMost = 2_000_000 }
        // The redirect sets a cookie.
        let got = try await told(outgoing, "http://\(place)/redirect?to=/a/../b//c%252e?d")
        #expect(got["path"] as? String == "/b//c%2e?d")
        #expect(got["headers"] as? [String: String] == ["host": place, "user-agent": "Daybook"])
        let headers = [
            (name: "X-Empty", value: ""), (name: "Host", value: "inner.example"), (name: "Content-Length", value: "1"),
        ]
        let request = Outgoing.Request(
            .post, "http://\(place)/a/../b", headers: headers, body: Array(repeating: 0x61, count: 1_200_000))
        let posted = try await told(outgoing, request)
        #expect((posted["body"] as? String)?.utf8.count == 1_200_000 && posted["path"] as? String == "/a/../b")
        let expected = ["host": place, "user-agent": "Daybook", "x-empty": "", "content-length": "1200000"]
        #expect(posted["headers"] as? [String: String] == expected)
    }

    @Test func `a header that would be two is not sent`() async throws {
        let server = try webServer()
        let place = "127.0.0.1:\(server.port)"
        let outgoing = outgoing(allowing: [place])
        for (name, value) in [
            ("a", "b\r\nc: d"), ("a", "b\nc: d"), ("a: b\nc", "d"), ("a:", "b"), ("", "b"), ("a", "\0"),
        ] {
            let request = Outgoing.Request(.get, "http://\(place)/asked", headers: [(name: name, value: value)])
            await #expect(throws: OutgoingFault.self, "\(name)") { try await outgoing.send(request) }
        }
    }

    @Test func `an answer is taken as it comes`() async throws {
        let server = try webServer()
        let place = "127.0.0.1:\(server.port)"
        let outgoing = outgoing(allowing: [place])
        let packed = try await outgoing.send(Outgoing.Request(.get, "http://\(place)/packed"))
        #expect(packed.header("content-encoding") == "gzip" && packed.body.starts(with: [0x1F, 0x8B]))
        let early = try await outgoing.send(Outgoing.Request(.get, "http://\(place)/early"))
        #expect(early.status == 200 && early.header("link") == nil && early.header("x-kind") == "final")
        #expect(early.body == Array("late".utf8))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a resolver that hangs is not waited for`() async {
        var rules = OutgoingRules()
        rules.timeLimit = .milliseconds(300)
        let outgoing = Outgoing(rules) { _ in
            try await Task.sleep(for: .seconds(30))
            return []
        }
        #expect(await fault(outgoing, "https://login.example/") == .tooSlow)
    }

    @Test func `the system's resolver knows this computer, and that it is private`() async throws {
        let found = try await SystemResolver.shared.addresses("localhost")
        #expect(!found.isEmpty && found.allSatisfy { !$0.isPublic })
        #expect(await fault(Outgoing(OutgoingRules()), "https://localhost/") == .privateAddress(found[0].description))
    }
}

/// Whether this computer has the loopback address of IPv6.
private let hasIPv6: Bool = {
    let handle = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    guard handle >= 0 else { return false }
    defer { close(handle) }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_addr = in6addr_loopback
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(handle, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
        }
    }
}()
