import Catalogue
import Customers
import HTTPTypes
import House
import Identity
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import Privacy
@testable import daybook

/// A business's own period erases by itself (M4).
@Suite struct RetentionTests {
    @Test(arguments: TestEngine.available)
    func `a business's period erases who has not been there, and nobody else`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday, "old@example.com")
            house.clock.advance(by: .days(200))
            _ = await house.book("2027-06-14T08:00:00Z", "new@example.com")
            let path = "/privacy/\(house.business)/settings"
            let owner = try await house.ownerAnew()
            let set = try await owner.accepted(.put, path, ["asks_news": false, "erase_after_months": 6])
            #expect(set["would_erase_now"] == 1)
            house.clock.advance(by: .hours(2))
            try await house.composition.worker.drain()
            #expect(try await house.customer("old@example.com") == "nobody")
            #expect(try await house.customer("new@example.com") != "nobody")
            #expect(
                try await house.number(
                    "SELECT COUNT(*) FROM events WHERE action = 'customer.erased' AND actor = 'system'") == 1)
            #expect(try await house.number("SELECT COUNT(*) FROM jobs WHERE kind = 'Privacy.retain'") == 1)
            let again = try await house.ownerAnew()
            _ = try await again.accepted(.put, path, ["asks_news": true])
            #expect(try await house.number("SELECT COUNT(*) FROM jobs WHERE kind = 'Privacy.retain'") == 0)
            let wrong = await again.send(.put, path, ["asks_news": true, "erase_after_months": 0])
            #expect(wrong.status == 422)
        }
    }

    @Test(arguments: TestEngine.available)
    func `many who have not been there go a few at a time, and nobody is passed over`(_ engine: TestEngine) async throws
    {
        try await TestHouse.with(engine) { house in
            try await house.store.write { db in
                let business: Int64? = try db.value("SELECT id FROM businesses")
                // Every seventh is new: pages end anywhere.
                for number in 1...1_013 {
                    let since = number % 7 == 0 ? db.now : db.now - .days(400)
                    try db.execute(
                        """
                        INSERT INTO customers (business_id, id, name, email, created_at, updated_at)
                        VALUES (\(business), \(number), \("Client \(number)"), \("c\(number)@example.com"), \(since), \(since))
                        """)
                }
            }
            let owner = try await house.ownerAnew()
            let path = "/privacy/\(house.business)/settings"
            let set = try await owner.accepted(.put, path, ["asks_news": false, "erase_after_months": 6])
            #expect(set["would_erase_now"] == 869)
            house.clock.advance(by: .hours(1))
            let began = ContinuousClock.now
            try await house.composition.worker.drain()
            #expect(try await house.number("SELECT COUNT(*) FROM customers WHERE erased_at IS NULL") == 144)
            #expect(try await house.number("SELECT COUNT(*) FROM events WHERE action = 'customer.erased'") == 869)
            print("retention, \(engine): 869 of 1,013 clients erased in \(ContinuousClock.now - began)")
            // Their text is taken off the disk together, in one job, and the next look is tomorrow's.
            #expect(try await house.number("SELECT COUNT(*) FROM jobs WHERE kind = 'Privacy.purge'") == 1)
            let next: Int = try await house.number("SELECT due_at FROM jobs WHERE kind = 'Privacy.retain'")
            #expect(Int64(next) == (house.clock.now + .days(1)).milliseconds)
        }
    }

    @Test(arguments: TestEngine.available)
    func `who may not erase neither settles when it happens by itself nor answers who asks for it`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday)
            let max = house.guest.as(try await house.person("max"))
            try await house.store.write { db in
                try db.execute(
                    """
                    INSERT INTO members (business_id, user_id, role, created_at)
                    SELECT m.business_id, u.id, 'manager', \(db.now) FROM members m, users u WHERE u.username = 'max'
                    """)
            }
            let path = "/privacy/\(house.business)/settings"
            let client = house.held(try await house.customer())
            _ = try await house.owner.accepted(.put, path, ["asks_news": false, "erase_after_months": 12])
            let before = try await house.rows()
            for months in [1, JSON.null, 13] as [JSON] {
                let refused = await max.send(.put, path, ["asks_news": false, "erase_after_months": months])
                #expect(refused.status == 403, "\(refused.text)")
            }
            #expect(await max.send(.delete, client + "?cancels_upcoming=true").status == 403)
            #expect(await max.get("/privacy/\(house.business)/requests").status == 403)
            #expect(try await house.rows().differences(from: before) == [])
            #expect(await max.send(.put, path, ["asks_news": true, "erase_after_months": 12]).status == 200)
        }
    }
}
