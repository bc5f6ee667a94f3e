import House
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import Identity
@testable import daybook

/// A password takes its time to be looked at. Whoever sets another one meanwhile has the last word (A1, A4).
@Suite struct PasswordRaceTests {
    private func reset(_ house: TestHouse, _ name: String, to password: String) async throws
        -> @Sendable () async -> Int
    {
        let body: JSON = ["token": .string(try await house.resetToken(name)), "password": .string(password)]
        let guest = house.guest
        return { await guest.send(.post, "/auth/reset-password", body).status }
    }

    private func number(_ house: TestHouse, _ table: String, of name: String) async throws -> Int {
        try await house.store.read { db in
            let user = try db.value("SELECT id FROM users WHERE username = \(name)", as: Int64.self)
            let of: SQL =
                switch table {
                case "sessions": "SELECT COUNT(*) FROM sessions WHERE user_id = \(user)"
                // Those of before the reset are the owner's.
                case "api_keys":
                    """
                    SELECT COUNT(*) FROM api_keys WHERE user_id = \(user) AND id > (SELECT MAX(id) FROM events
                        WHERE business_id = 0 AND subject = \(UserID(rawValue: user ?? 0).description) AND action = 'user.password_reset')
                    """
                default: "SELECT COUNT(*) FROM email_changes WHERE user_id = \(user)"
                }
            return try db.value(of) ?? -1
        }
    }

    @Test(arguments: TestEngine.available)
    func `nobody comes in by a password that has just been replaced`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            let passwords = [TestHouse.password] + (1...3).map { "seven-otters-in-teapot-\($0)" }
            for (old, new) in zip(passwords, passwords.dropFirst()) {
                let reset = try await reset(house, "maria", to: new)
                let statuses = await withTaskGroup(of: Int.self) { group in
                    for number in 0..<9 {
                        group.addTask { number == 4 ? await reset() : await house.logIn("maria", old).status }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.contains(204) && statuses.allSatisfy { [200, 204, 401].contains($0) }, "\(statuses)")
                #expect(try await number(house, "sessions", of: "maria") == 0, "\(statuses)")
                #expect(await house.logIn("maria", new).status == 200)
                // What was tried is forgotten.
                house.clock.advance(by: .hours(25))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `who was logged in changes nothing by a password that has just been replaced`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine, connections: 8) { house in
            let (mine, theirs) = ("seven-otters-in-a-teapot", "nine-badgers-on-a-sofa")
            var resets = 0
            for name in ["ada", "bea", "cleo"] {
                let stranger = house.guest.as(try await house.person(name))
                try await house.proveAddress(of: name)
                let reset = try await reset(house, name, to: mine)
                let old = JSON.string(TestHouse.password)
                let wishes: [(Method, String, JSON)] = [
                    (.put, "/auth/password", ["current_password": old, "password": .string(theirs)]),
                    (
                        .post, "/auth/api-keys",
                        ["name": "K", "scopes": ["booking:view_all"], "expires_in_days": 30, "password": old]
                    ),
                    (.post, "/auth/email", ["email": .string("eve@\(name).example"), "password": old]),
                ]
                async let isReset = reset() == 204
                let statuses = await withTaskGroup(of: Int.self) { group in
                    for (method, path, body) in wishes + wishes {
                        group.addTask { await stranger.send(method, path, body).status }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.allSatisfy { $0 < 500 }, "\(statuses)")
                // Where the stranger's own change came first, the link was over.
                guard await isReset else { continue }
                resets += 1
                #expect(await house.logIn(name, mine).status == 200, "\(statuses)")
                #expect(try await number(house, "api_keys", of: name) == 0, "\(statuses)")
                #expect(try await number(house, "email_changes", of: name) == 0, "\(statuses)")
            }
            #expect(resets > 0)
            print("A4 \(engine): of 3 resets among changes by the old password, \(resets) came first and held")
        }
    }
}
