import Bookings
import House
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// Times that were held and never booked.
@Suite struct AbandonedTests {
    @Test(arguments: TestEngine.available)
    func `a time that was let go or ran out is in no list and no count, and in the record`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let admin = try await house.admin().door
            for start in [TestHouse.tuesday, "2026-11-24T10:00:00Z"] {
                let wish: JSON = ["offering_id": .string(house.lesson), "start": .string(start)]
                let held = try await house.guest.made("/public/\(TestHouse.slug)/hold", wish)
                guard start == TestHouse.tuesday else { continue }
                let token: JSON = ["hold_token": held["hold_token"] ?? .null]
                #expect(await house.guest.send(.post, "/public/\(TestHouse.slug)/release", token).status == 204)
            }
            house.clock.advance(by: .minutes(11))
            try await Worker(store: house.store, handlers: house.composition.bookings.jobs, logger: TestHouse.silent)
                .drain()
            let ended = try await house.store.read { db in
                try db.rows("SELECT status FROM bookings ORDER BY start_at").map { try $0[0] as String }
            }
            #expect(ended == ["cancelled", "expired"])
            for query in ["", "&status=cancelled", "&status=expired"] {
                let list = try await house.owner.accepted(.get, "/bookings?business_id=\(house.business)\(query)")
                #expect(list["items"] == [], "\(query)")
            }
            let counts = try await house.owner.accepted(.get, "/owners/my-profiles").array?.map { $0["bookings"] }
            #expect(counts == [0])
            #expect(try await admin.accepted(.get, "/admin/bookings")["items"] == [])
            let record =
                try await house.owner.accepted(
                    .get, "/businesses/\(house.business)/events?action=booking")["items"]?.array ?? []
            #expect(record.count == 4)
        }
    }
}
