import Bookings
import Catalogue
import Customers
import House
import Identity
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web
import Words

@testable import Privacy
@testable import daybook

/// Who comes every day for years has a copy that is whole, and is erased whole (M4).
@Suite struct RegularTests {
    @Test(arguments: TestEngine.available)
    func `a copy is whole however small its pieces are`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            for hour in 8...12 { _ = await house.book("2026-11-24T\(hour < 10 ? "0" : "")\(hour):00:00Z") }
            try await house.composition.worker.drain()
            let (privacy, copy) = (house.composition.privacy, try await Self.copy(house))
            var texts: [String] = []
            for rows in [1, 2, 5, 7, 500] {
                let file = PersonalDataFile(copy, privacy.holdings, house.store, rows: rows)
                var text = ""
                while let piece = try await file.next() { text += String(decoding: piece, as: UTF8.self) }
                texts.append(text)
            }
            #expect(Set(texts).count == 1)
            let whole = try #require(try? JSON.parse(Array(texts[0].utf8)))
            let bookings = whole["bookings"]?.array ?? []
            #expect(bookings.count == 5 && Set(bookings.compactMap { $0["reference"]?.string }).count == 5)
            #expect(whole["messages"]?.array?.count == 10)
            // No door is behind it. Whoever looks is in it, by an event.
            let door = try await house.owner.accepted(.get, house.held(try await house.customer()))
            #expect(door["bookings"] == whole["bookings"] && door["messages"] == whole["messages"])
            #expect(door["events"]?.array?.count == (whole["events"]?.array?.count ?? 0) + 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a page that has not everything says so, and leads to the rest`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            for hour in 8...12 { _ = await house.book("2026-11-24T\(hour < 10 ? "0" : "")\(hour):00:00Z") }
            try await house.composition.worker.drain()
            let (holdings, copy) = (house.composition.privacy.holdings, try await Self.copy(house))
            let words = house.composition.house.words.words(.en)
            func view(_ part: PersonalData.Part?, rows: Int = 4) async throws -> PersonalDataView {
                try await house.store.read { db in
                    let data = try PersonalData(copy, holdings, part, rows: rows, in: db)
                    return PersonalDataView(data, at: "/here", .utc, words)
                }
            }
            let first = try await view(nil)
            #expect(first.hasMore && first.wholeHref == nil)
            let mails = try #require(first.parts.first { $0.partID == "d-messages" })
            #expect(mails.entries.count == 4 && mails.partRange == "1 to 4 of 10")
            #expect(mails.partNext == "/here?table=messages&from=4")
            let last = try await view(.init(table: "messages", skipped: 8))
            #expect(last.parts.map(\.partID) == ["d-messages"] && last.hasMore && last.wholeHref == "/here")
            #expect(last.parts[0].entries.count == 2 && last.parts[0].partRange == "9 to 10 of 10")
            #expect(last.parts[0].partNext == nil)
            let room = try await view(nil, rows: 500)
            #expect(!room.hasMore && room.parts.allSatisfy { $0.partRange == nil && $0.partNext == nil })
            // A table that is exactly full is whole.
            let full = try await view(nil, rows: 10).parts.first { $0.partID == "d-messages" }
            #expect(full?.partRange == nil && full?.partNext == nil)
            // The door has the question, and the answer says what it leaves out.
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("maria")
            let path = "/desk/swim-school/customers/\(try await house.customer())/data"
            let page = await browser.get("\(path)?table=messages&from=9").text
            #expect(page.contains("10 to 10 of 10") && page.contains("Not everything is on this page"))
            #expect(page.contains("href=\"\(path)\"") && !page.contains("d-bookings"))
        }
    }

    /// More than an engine takes as values of one statement: 32,766.
    @Test(arguments: TestEngine.available)
    func `who has booked seventeen thousand times is found whole and erased whole`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday)
            try await house.composition.worker.drain()
            house.clock.advance(by: .days(3))
            try await house.composition.worker.drain()
            let count = 17_000
            try await house.store.write { db in try db.repeatBooking(count - 1) }
            let (owner, path) = (try await house.ownerAnew(), house.held(try await house.customer()))
            let copy = try await Self.copy(house)
            #expect(copy.person.bookings.count == count && copy.person.names.count > 32_766)
            let file = PersonalDataFile(copy, house.composition.privacy.holdings, house.store, rows: 5_000)
            var told = 0
            while let piece = try await file.next() {
                told += String(decoding: piece, as: UTF8.self).matches(of: /"client_email":/).count
            }
            #expect(told == count)
            let erased = await owner.send(.delete, path)
            #expect(erased.status == 204, "\(erased.text)")
            #expect(try await house.number("SELECT COUNT(*) FROM bookings WHERE client_email IS NOT NULL") == 0)
            #expect(try await house.number("SELECT COUNT(*) FROM bookings") == count)
            #expect(try await house.number("SELECT COUNT(*) FROM events WHERE details LIKE '%regular%'") == 0)
        }
    }

    private static func copy(_ house: TestHouse) async throws -> PersonalCopy {
        let (business, id) = (
            try #require(BusinessID(house.business)), try #require(CustomerID(try await house.customer()))
        )
        return try await house.store.read { db in
            guard let customer = try db.customer(business, id) else { throw Problem.notFound }
            return PersonalCopy(person: try db.person(business, customer))
        }
    }
}

extension Transaction {
    /// The only booking there is, so many times more, and an event about the last of them.
    fileprivate func repeatBooking(_ times: Int) throws {
        try execute(
            """
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(times))
            INSERT INTO bookings (business_id, id, reference, offering_id, offering_name, customer_id, status, start_at, end_at, party,
                price, currency, refunds, client_name, client_email, client_zone, client_language, source, created_at, updated_at)
            SELECT b.business_id, b.id + n, 'R' || CAST(n AS TEXT), b.offering_id, b.offering_name, b.customer_id, b.status, b.start_at,
                b.end_at, b.party, b.price, b.currency, b.refunds, b.client_name, b.client_email, b.client_zone, b.client_language,
                b.source, b.created_at, b.updated_at
            FROM bookings b, numbers
            """)
        let last: BookingID? = try value("SELECT MAX(id) FROM bookings")
        try execute(
            """
            INSERT INTO events (business_id, id, action, actor, subject, details, address, agent, at)
            SELECT business_id, MAX(id) + 1, 'booking.updated', 'guest', \(last?.description), '{"note":"regular"}', '', '', \(now)
            FROM events WHERE business_id <> 0 GROUP BY business_id
            """)
    }
}
