import Foundation
import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// One field over everything that a business has.
@Suite struct SearchTests {
    private func search(_ door: APIDoor, _ house: TestHouse, _ text: String) async throws -> JSON {
        try await door.accepted(.get, "/businesses/\(house.business)/search?q=\(Encoding.encoded(text))")
    }

    private func names(_ found: JSON, _ kind: String, _ field: String) -> [String] {
        (found[kind]?.array ?? []).compactMap { $0[field]?.string }
    }

    @Test(arguments: TestEngine.available)
    func `bookings, clients, offerings and people are found by any part of them, in any case`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let booked = await house.book(
                TestHouse.tuesday, "elodie@example.com",
                ["client_name": "Élodie O’Hara_100%", "client_phone": "+34 600 123 456"])
            let reference = booked.json?["reference"]?.string ?? ""
            #expect(booked.status == 201)
            for text in [
                "élodie", "ÉLODIE", "Hara", "o’hara_100%", "elodie@EX", "600 123", "+34600123456",
                reference.lowercased(),
                String(reference.prefix(4)),
            ] {
                let found = try await search(house.owner, house, text)
                #expect(names(found, "bookings", "reference") == [reference], "\(text)")
            }
            let client = try await search(house.owner, house, "elodie@example")
            #expect(names(client, "customers", "email") == ["elodie@example.com"])
            let lesson = try await search(house.owner, house, "LESSON")
            #expect(names(lesson, "offerings", "name") == ["Private lesson"])
            let ana = try await search(house.owner, house, "an")
            #expect(names(ana, "resources", "name") == ["Ana"])
            for text in ["_", "%", "x%a", "\\", "'; DROP TABLE bookings; --", "Hara_1000"] {
                let found = try await search(house.owner, house, text)
                let hasClient = text == "_" || text == "%"
                #expect(names(found, "bookings", "reference").isEmpty == !hasClient, "\(text) is no pattern")
            }
        }
    }

    @Test func `a viewer finds names and references, and nothing by contact data`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let token = try await house.person("vera")
            _ = await house.book(TestHouse.tuesday, "secret@example.com", ["client_phone": "+34 600 123 456"])
            try await house.store.write { db in
                try db.execute(
                    """
                    INSERT INTO members (business_id, user_id, role, created_at)
                    SELECT b.id, u.id, 'viewer', 0 FROM businesses b, users u WHERE u.username = 'vera'
                    """)
            }
            let vera = house.guest.as(token)
            for text in ["secret", "600123"] {
                let found = try await search(vera, house, text)
                #expect(names(found, "bookings", "id").isEmpty && names(found, "customers", "id").isEmpty, "\(text)")
                let listed = try await vera.accepted(.get, "/bookings?business_id=\(house.business)&q=\(text)")
                #expect(listed["items"]?.array?.isEmpty == true, "\(text)")
                let owned = try await search(house.owner, house, text)
                #expect(names(owned, "bookings", "id").count == 1 && names(owned, "customers", "id").count == 1)
            }
            let byName = try await search(vera, house, "doe")
            #expect(names(byName, "bookings", "id").count == 1 && names(byName, "customers", "id").isEmpty)
        }
    }

    @Test func `what can't be looked for is refused, and the page asks again`() async throws {
        try await TestHouse.with(.sqlite) { house in
            for query in ["", "q=", "q=%20", "q=" + String(repeating: "a", count: 101), "q=%ff"] {
                let answer = await house.owner.get("/businesses/\(house.business)/search?\(query)")
                #expect(answer.status == 422 || answer.status == 400, "\(query)")
            }
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("maria")
            for query in ["", "?q=", "?q=" + String(repeating: "a", count: 101), "?q=%3Cb%3E%22"] {
                let page = await browser.get("/desk/\(TestHouse.slug)/search\(query)")
                #expect(page.status == 200 && !page.text.contains("<b>\""), "\(query)")
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `10,000 bookings are searched in a moment`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday)
            try await house.store.write { db in
                try db.execute(
                    """
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
                    INSERT INTO customers (business_id, id, name, email, phone, created_at, updated_at)
                    SELECT business_id, id + i, 'Client ' || i, 'client' || i || '@example.org', NULL, 0, 0
                    FROM customers, n WHERE email = 'john@example.com'
                    """)
                try db.execute(
                    """
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
                    INSERT INTO bookings (business_id, id, reference, offering_id, offering_name, customer_id, status, start_at,
                        end_at, party, price, currency, refunds, client_name, client_email, client_zone, client_language, source,
                        created_at, updated_at)
                    SELECT business_id, id + i, 'R' || (1000000 + i), offering_id, offering_name, customer_id, 'cancelled',
                        start_at + i, end_at + i, 1, price, currency, refunds, 'Client ' || i, 'client' || i || '@example.org',
                        client_zone, client_language, source, 0, 0
                    FROM bookings, n WHERE client_email = 'john@example.com'
                    """)
            }
            for text in ["client999", "nobody at all", "R1009999", "john"] {
                let begun = ContinuousClock.now
                let found = try await search(house.owner, house, text)
                let took = ContinuousClock.now - begun
                #expect((found["bookings"]?.array?.count ?? 0) <= 10)
                print("search, \(engine), 10,000 bookings and clients, \"\(text)\": \(took)")
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a list is searched for names with accents, written as they are or in other cases`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday, "angela@example.com", ["client_name": "Ángela Ruiz"])
            for text in ["%C3%81ngela", "%C3%A1ngela", "ruiz", "ANGELA@"] {
                let list = try await house.owner.accepted(.get, "/bookings?business_id=\(house.business)&q=\(text)")
                #expect(list["items"]?.array?.count == 1, "\(text)")
            }
        }
    }
}
