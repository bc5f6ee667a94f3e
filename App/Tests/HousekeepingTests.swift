import House
import Identity
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// What is old is forgotten, and nobody waits for it (M4).
@Suite struct HousekeepingTests {
    @Test(arguments: TestEngine.available)
    func `what is over its time is gone, in many small transactions, and the rest stays`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday)
            _ = try await house.guest.made("/customer/codes", ["email": "john@example.com"])
            _ = try await house.owner.made(
                "/businesses/\(house.business)/members", ["email": "ben@example.com", "role": "viewer"])
            _ = await house.guest.send(.post, "/auth/forgot-password", ["email": "nobody@example.com"])
            try await house.giveUp(kind: "Identity.forgot_password")
            try await house.composition.worker.drain()
            try await house.store.write { db in
                // As a mail server leaves them: what has a link has no text any more, and still its subject.
                try db.execute("UPDATE events SET address = '192.0.2.7' WHERE action LIKE 'booking.%'")
                try db.execute(
                    "UPDATE messages SET body = '', calendar = NULL WHERE has_secret = 1")
                for number in 1...1_201 {
                    try db.execute(
                        """
                        INSERT INTO idempotency_keys (scope, key, fingerprint, status, answer, created_at, ends_at)
                        VALUES ('guest', \("k\(number)"), '', 201, '{}', \(db.now), \(db.now + .days(2)))
                        """)
                }
            }
            let told: SQL = "SELECT COUNT(*) FROM messages WHERE subject <> ''"
            #expect(try await house.number(told) == 5)
            let housekeeping = Housekeeping(house: house.composition.house, keys: house.composition.identity.keys)
            await housekeeping.forget()
            #expect(try await house.number(told) == 5)
            #expect(try await house.number("SELECT COUNT(*) FROM idempotency_keys") == 1_201)
            house.clock.advance(by: .days(98))
            await housekeeping.forget()
            #expect(try await house.number("SELECT COUNT(*) FROM idempotency_keys") == 0)
            #expect(try await house.number("SELECT COUNT(*) FROM invitations") == 0)
            #expect(try await house.number("SELECT COUNT(*) FROM jobs WHERE personal IS NOT NULL") == 0)
            #expect(try await house.number(told) == 5)
            house.clock.advance(by: .days(270))
            await housekeeping.forget()
            // Of the two about the booking it stays that they were sent; the others belong to no client who could be erased.
            #expect(try await house.number(told) == 0)
            #expect(try await house.number("SELECT COUNT(*) FROM messages") == 2)
            #expect(try await house.number("SELECT COUNT(*) FROM events WHERE address <> '' OR agent <> ''") == 0)
        }
    }
}
