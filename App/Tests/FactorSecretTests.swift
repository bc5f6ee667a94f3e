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

/// What is kept of the code besides the password: secrets of apps, and recovery codes (A5).
@Suite struct FactorSecretTests {
    @Test(arguments: TestEngine.available)
    func `a secret that waits for its first code is shown to the page that has it alone`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            try await house.proveAddress(of: "maria")
            let (own, other) = (Browser(house.composition.site), Browser(house.composition.site))
            for browser in [own, other] { _ = await browser.logIn("maria") }
            let base = "/account/second-factor"
            let begun = await own.post(
                "\(base)/begin", ["password": TestHouse.password], from: await own.get(base))
            let secret = try #require(begun.text.firstMatch(of: /name="secret" value="([A-Z2-7 ]+)"/)).1
            let again = await own.post(
                "\(base)/confirm", ["code": "000000", "secret": String(secret)], from: begun)
            #expect(again.status == 422 && again.text.contains(secret))
            let page = await other.get(base)
            for guess in ["", "AAAA"] {
                let blind = await other.post("\(base)/confirm", ["code": "000000", "secret": guess], from: page)
                #expect(blind.status == 303 && !blind.text.contains(secret))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a stored secret opens nothing in another's row`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (secret, _) = try await house.secondFactor(house.maria)
            _ = try await house.secondFactor(try await house.person("zoe"))
            try await house.store.write { db in
                try db.execute(
                    "UPDATE second_factors SET last_step = 0, secret = (SELECT f.secret FROM second_factors f JOIN users u ON u.id = f.user_id WHERE u.username = 'maria')"
                )
            }
            let challenge = try await house.challenge("zoe")
            #expect(await house.give(house.code(secret), to: challenge).status == 500)
            let own = try await house.challenge("maria")
            #expect(await house.give(house.code(secret), to: own).status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `secrets are stored encrypted, and a rotation of keys leaves them working`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (secret, codes) = try await house.secondFactor(house.maria)
            let stored = { @Sendable (db: Snapshot) throws -> String in
                try db.value("SELECT secret FROM second_factors") ?? ""
            }
            let before = try await house.store.read(stored)
            let hidden = "\(Base32Reader.bytes(secret))"
            #expect(before.hasPrefix("vault$") && !before.contains(secret) && !before.contains(hidden))
            let identity = house.composition.identity
            let written = try await house.store.write { db in try identity.rotateKeys(endingTokens: false, in: db) }
            #expect(written == 1)
            #expect(try await house.store.read(stored).hasPrefix("vault."))
            let challenge = try await house.challenge("maria")
            #expect(await house.give(house.code(secret), to: challenge).status == 200)
            let texts = try await house.store.read { db in
                try db.allRows(ofTable: "recovery_codes").map { "\($0.values)" }.joined()
            }
            for code in codes { #expect(!texts.contains(code.replacing("-", with: ""))) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `recovery codes have 120 bits, and those of before still work`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (_, codes) = try await house.secondFactor(house.maria)
            let lengths = Set(codes.map { $0.replacing("-", with: "").count })
            #expect(lengths == [24])
            try await house.store.write { db in
                let user: Int64? = try db.value("SELECT user_id FROM second_factors")
                try db.execute(
                    """
                    INSERT INTO recovery_codes (user_id, code_hash) VALUES (\(user), \(Secret.hash("abcdefghijklmnop")))
                    """)
            }
            for code in ["abcd-efgh-ijkl-mnop", codes[1], codes[2].uppercased()] {
                #expect(await house.give(code, to: try await house.challenge("maria")).status == 200, "\(code)")
            }
        }
    }
}
