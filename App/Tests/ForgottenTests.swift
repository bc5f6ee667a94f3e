import Foundation
import HTTPTypes
import House
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import Identity
@testable import daybook

/// A new password by mail, for whoever has forgotten theirs (A4).
@Suite struct ForgottenTests {
    private static let other = "seven-otters-in-a-teapot"

    private func reset(_ house: TestHouse, _ token: String) async -> Int {
        let body: JSON = ["token": .string(token), "password": .string(Self.other)]
        return await house.guest.send(.post, "/auth/reset-password", body).status
    }

    @Test(arguments: TestEngine.available)
    func `a newer link ends the older one, and an old one runs out`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let first = try await house.resetToken("maria")
            let second = try await house.resetToken("maria")
            #expect(await reset(house, first) == 422)
            house.clock.advance(by: .minutes(60))
            #expect(await reset(house, second) == 422)
            #expect(await reset(house, try await house.resetToken("maria")) == 204)
        }
    }

    @Test(arguments: TestEngine.available)
    func `of many who use one reset token at once, one sets the password`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let token = try await house.resetToken("maria")
            let body: JSON = ["token": .string(token), "password": .string(Self.other)]
            let guest = house.guest
            let statuses = await atOnce(8) { await guest.send(.post, "/auth/reset-password", body) }
            #expect(statuses.filter { $0 == 204 }.count == 1 && statuses.filter { $0 == 422 }.count == 7)
            // Without the work of a password between them they come closer together.
            for name in ["zoe", "sam", "ada"] {
                let own = house.guest.as(try await house.person(name))
                let proof: JSON = ["token": .string(try await house.token("registered", to: "\(name)@daybook.example"))]
                let proven = await atOnce(16) { await own.send(.post, "/auth/verify-email", proof) }
                #expect(proven.filter { $0 == 204 }.count == 1 && proven.filter { $0 == 422 }.count == 15)
            }
            print("A4 \(engine): 8 uses of one reset token at once, \(statuses.filter { $0 == 204 }.count) was taken")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a new password ends every session and opens none`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("maria")
            let grant = try await house.grant("maria")
            let token = try await house.resetToken("maria")
            #expect(await reset(house, token) == 204)
            #expect(await house.guest.as(grant.access).get("/auth/me").status == 401)
            let refreshed = await house.guest.send(.post, "/auth/refresh", ["refresh_token": .string(grant.refresh)])
            #expect(refreshed.status == 401)
            #expect(await browser.get("/account").status == 303)
            #expect(await house.logIn("maria").status == 401)
            #expect(await house.logIn("maria", Self.other).status == 200)
            let kinds = try await house.mails(to: "maria@daybook.example").map(\.kind)
            #expect(kinds.last == "account.password_reset")
        }
    }

    @Test(arguments: TestEngine.available)
    func `whether an address has an account, the answer does not tell`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            try await house.composition.worker.drain()
            var seen: [(Int, String, [String], [String])] = []
            for email in ["maria@daybook.example", "nobody@daybook.example"] {
                let before = try await house.rows()
                let answer = await house.guest.send(.post, "/auth/forgot-password", ["email": .string(email)])
                // What is written while the visitor waits is the same: one job, and nothing else.
                let changed = try await house.rows().differences(from: before)
                seen.append((answer.status, answer.text, answer.headers.map(\.name), changed))
                try await house.composition.worker.drain()
            }
            #expect(seen[0].0 == 202 && seen[0].0 == seen[1].0 && seen[0].1 == seen[1].1 && seen[0].2 == seen[1].2)
            #expect(seen[0].3 == ["jobs: 0 → 1 rows"] && seen[0].3 == seen[1].3)
            #expect(try await house.mails(to: "nobody@daybook.example").isEmpty)
            #expect(try await house.mails(to: "maria@daybook.example").last?.kind == "account.password_reset_requested")
        }
    }

    @Test func `a link in a mail leads to the installation, whatever host the request named`() async throws {
        try await TestHouse.with(.sqlite) { house in
            var headers: HTTPFields = [.contentType: "application/json"]
            for name in ["host", "x-forwarded-host", "forwarded", "x-host"] {
                if let name = HTTPField.Name(name) { headers[name] = "evil.example" }
            }
            let body: JSON = ["email": "maria@daybook.example"]
            let answer = await house.composition.site.answer(
                Incoming(.post, "/api/v1/auth/forgot-password", headers: headers, body: body.bytes))
            #expect(answer.status == 202)
            let mail = try #require(try await house.mails(to: "maria@daybook.example").last)
            #expect(mail.text.contains("http://localhost/reset-password?token="))
            #expect(!mail.text.contains("evil") && !mail.html.contains("evil"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a raw token stands in its mail and nowhere else`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let token = try await house.resetToken("maria")
            let found = try await house.store.read { db in
                try db.tableNames().filter { name in
                    try db.allRows(ofTable: name).contains { row in "\(row.values)".contains(token) }
                }
            }
            #expect(found == ["messages"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `mails that strangers can ask for are few`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            for _ in 0..<9 {
                let asked = await house.guest.send(
                    .post, "/auth/forgot-password", ["email": "maria@daybook.example"])
                #expect(asked.status == 202)
            }
            let mails = try await house.mails(to: "maria@daybook.example")
            #expect(mails.filter { $0.kind == "account.password_reset_requested" }.count == 4)
        }
    }
}
