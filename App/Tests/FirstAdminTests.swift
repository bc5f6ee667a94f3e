import Kernel
import Synchronization
import TestSupport
import Testing
import Web

@testable import daybook

/// Where a platform's first admin comes from (A9).
@Suite struct FirstAdminTests {
    @Test func `the first admin sets a password by a link for one use, and is given a new one when it ran out`()
        async throws
    {
        try await TestHouse.empty { house in
            let settings = try Settings(
                house.fallbacks.merging([.adminEmail: "root@daybook.example", .adminUsername: "root7"]) { $1 })
            let said = Said()
            let first = FirstAdmin(settings, say: said.say)
            try await first.make(house)
            let link = try #require(said.token)
            #expect(said.text.contains("http://localhost/reset-password?token="))
            try await first.make(house)
            #expect(said.token == link, "once")
            #expect(try await first.remind(house))
            let later = try #require(said.token)
            let door = APIDoor(site: house.site)
            for (token, status) in [(link, 422), (later, 204), (later, 422)] {
                let body: JSON = ["token": .string(token), "password": .string("seven-otters-in-a-teapot")]
                #expect(await door.send(.post, "/auth/reset-password", body).status == status)
            }
            let login: JSON = ["username": "root7", "password": .string("seven-otters-in-a-teapot")]
            #expect(try await door.made("/auth/login", login)["user"]?["role"] == "admin")
            let other = try Settings(
                house.fallbacks.merging([.adminEmail: "x@daybook.example", .adminUsername: "nobody"]) { $1 })
            #expect(try await !FirstAdmin(other, say: said.say).remind(house))
        }
    }
}

/// What a command says.
private final class Said: Sendable {
    private let lines = Mutex<[String]>([])

    @Sendable func say(_ line: String) { lines.withLock { $0.append(line) } }
    var text: String { lines.withLock { $0.joined(separator: "\n") } }
    /// The token of the last link.
    var token: String? { text.matches(of: /\?token=([A-Za-z0-9_-]{43})/).last.map { String($0.1) } }
}

extension Composition {
    /// Every setting as it is when nobody sets it.
    fileprivate var fallbacks: [Setting: String] {
        Setting.allCases.reduce(into: [:]) { $0[$1] = $1.fallback }
    }
}
