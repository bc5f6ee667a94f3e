import Foundation
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

/// Ways in by somebody else's word that are taken away (A6).
@Suite struct UnlinkTests {
    @Test(arguments: TestEngine.available)
    func `a way in is taken away by the account's own proof`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            world.google.knows("m", email: nil)
            let browser = try await world.linked("m")
            let (_, codes) = try await world.house.secondFactor(world.house.maria)
            let id = try #require(await browser.get("/account/sign-ins").identities.first)
            let page = await browser.get("/account/sign-ins/unlink?identity=\(id)")
            #expect(page.text.contains(#"name="password""#) && page.text.contains(#"name="code""#))
            func unlink(_ password: String, _ code: String) async -> Answer {
                let fields = ["identity": id, "password": password, "code": code]
                return await browser.post("/account/sign-ins/unlink", fields, from: page)
            }
            for (password, code) in [
                ("", codes[0]), ("wrong-wrong-wrong", codes[0]), (TestHouse.password, ""),
                (TestHouse.password, "000000"),
            ] {
                #expect(await unlink(password, code).status == 422, "\(password) \(code)")
            }
            #expect(try await world.count("outside_identities") == 1)
            #expect(await unlink(TestHouse.password, codes[0]).header("location") == "/account/sign-ins")
            #expect(try await world.count("outside_identities") == 0)
            #expect(
                await browser.get("/account/sign-ins/unlink?identity=\(id)").header("location") == "/account/sign-ins")
        }
    }

    @Test(arguments: TestEngine.available)
    func `nobody comes in by a link that is taken away at that moment`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            world.google.knows("m", email: nil)
            _ = try await world.linked("m")
            let stranger = Browser(world.site)
            let state = await world.leave(stranger)
            let (works, work) = AsyncStream<Void>.makeStream()
            async let taken: Void = world.house.store.write { db in
                _ = try db.user(email: "maria@daybook.example").map { try db.lockedUser($0.id) }
                try db.execute("DELETE FROM outside_identities")
                work.yield()
                // The embedded database lets nobody begin before the end.
                if db.dialect == .postgres { Thread.sleep(forTimeInterval: 0.4) }
            }
            for await _ in works { break }
            let back = await stranger.get("/auth/oauth/google/callback?state=\(state)&code=m")
            _ = try await taken
            let isIn = await world.username(stranger) != nil
            #expect(back.status == 409 && !isIn)
        }
    }

    @Test(arguments: TestEngine.available)
    func `the last way in stays`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            world.google.knows("nora", email: "nora@example.org")
            world.google.knows("again", email: nil)
            let browser = Browser(world.site)
            _ = await world.round(browser, "nora")
            let only = try #require(await browser.get("/account/sign-ins").identities.first)
            var page = await browser.get("/account/sign-ins/unlink?identity=\(only)")
            let refused = await browser.post("/account/sign-ins/unlink", ["identity": only], from: page)
            #expect(refused.status == 409 && refused.text.contains("only way"))
            // A second one, without a password to ask for.
            #expect(await world.round(browser, "again", "/auth/oauth/google?link=yes").status == 303)
            page = await browser.get("/auth/link")
            #expect(await browser.post("/auth/link", [:], from: page).header("location") == "/account/sign-ins")
            let both = await browser.get("/account/sign-ins").identities
            page = await browser.get("/account/sign-ins/unlink?identity=\(only)")
            #expect(both.count == 2)
            // Both taken away at once: one stays.
            let (cookie, token, site) = (browser.header, page.formToken ?? "", world.site)
            let statuses = await withTaskGroup(of: Int.self) { group in
                for id in both {
                    group.addTask {
                        await site.answer(
                            Incoming(
                                .post, "/account/sign-ins/unlink",
                                headers: [.cookie: cookie, .contentType: "application/x-www-form-urlencoded"],
                                body: Array("identity=\(id)&form_token=\(token)".utf8))
                        ).status
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [303, 409])
            #expect(try await world.count("outside_identities") == 1)
            // Somebody else's is not there.
            let maria = try await world.loggedIn("maria")
            let theirs = await browser.get("/account/sign-ins").identities.first ?? ""
            let other = await maria.post(
                "/account/sign-ins/unlink", ["identity": theirs], from: await maria.get("/account"))
            #expect(other.status == 404)
        }
    }
}

extension Answer {
    /// The linked people that the page lists.
    fileprivate var identities: [String] {
        text.matches(of: /unlink\?identity=(oid_[a-z0-9]+)"/).map { String($0.1) }
    }
}
