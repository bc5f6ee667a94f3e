import Customers
import House
import Identity
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// What a client is shown of their own data (M4).
@Suite struct OwnDataTests {
    /// Anybody can type anybody's telephone number, before they book or after.
    @Test(arguments: TestEngine.available)
    func `who has proved an address sees nothing of who has the number that was typed beside it`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            func call(_ hour: Int, _ name: String, _ phone: String) async throws {
                _ = try await house.owner.made(
                    "/bookings",
                    [
                        "business_id": .string(house.business), "offering_id": .string(house.lesson),
                        "start": .string("2026-11-24T\(hour):00:00Z"), "client_name": .string(name),
                        "client_phone": .string(phone), "notes": .string("\(name)s-own-words"),
                    ])
            }
            try await call(10, "Vic", "+34600111222")
            var made: [Answer] = []
            for (start, phone) in [("2026-11-24T08:00:00Z", "+34600111222"), ("2026-11-24T09:00:00Z", "+34600333444")] {
                made.append(await house.book(start, "mallory@example.com", ["client_phone": .string(phone)]))
            }
            let later = await house.book("2026-11-24T11:00:00Z", "trudy@example.com", ["client_phone": "+34600555666"])
            try await call(12, "Uma", "+34600555666")
            #expect((made + [later]).map(\.status) == [201, 201, 201])
            #expect(try await house.number("SELECT COUNT(*) FROM customers") == 3, "Uma came to Trudy's")
            for (email, answer) in [("mallory@example.com", made[0]), ("trudy@example.com", later)] {
                let proof = Secret()
                try await house.store.write { db in
                    try db.execute(
                        """
                        INSERT INTO customer_sessions (id, token_hash, email, created_at, expires_at)
                        VALUES (\(db.newID(CustomerID.self)), \(proof.hash), \(email), \(db.now), \(db.now + .hours(2)))
                        """)
                }
                let browser = Browser(house.composition.site)
                browser.have(house.composition.house.cookie.customer, proof.text)
                let link = "/b/\(answer.json?["reference"]?.string ?? "")/my/privacy"
                for path in [link, link + "/data.json"] {
                    let seen = await browser.get(path)
                    #expect(seen.status == 200 && seen.text.contains(email))
                    for hidden in ["Vic", "Uma", "own-words"] {
                        #expect(!seen.text.contains(hidden), "\(path) \(hidden)")
                    }
                }
            }
        }
    }

    /// It is followed from the site where mails are read.
    @Test func `the link in the mail with a code finds the browser that has asked`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let browser = Browser(house.composition.site)
            let asked = await browser.post("/my", ["email": "john@example.com"])
            let cookie = try #require(asked.header("set-cookie"))
            #expect(asked.header("location") == "/my/code" && cookie.hasPrefix("daybook-asking="))
            #expect(cookie.contains("; SameSite=Lax") && cookie.contains("; HttpOnly"))
        }
    }
}
