import Catalogue
import House
import Kernel
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web

@testable import Bookings

/// Every verb on every state (Q4).
@Suite struct TransitionTests {
    private struct Verb: Sendable {
        let name: String
        let target: BookingStatus
        let run: @Sendable (World, Booking) async throws -> Booking
    }

    private static let verbs = [
        Verb(name: "approve", target: .confirmed) { try await $0.approve($1) },
        Verb(name: "reject", target: .rejected) { try await $0.reject($1) },
        Verb(name: "cancel", target: .cancelled) { try await $0.cancel($1) },
        Verb(name: "check in", target: .checkedIn) { try await $0.advance($1, .checkedIn) },
        Verb(name: "complete", target: .completed) { try await $0.advance($1, .completed) },
        Verb(name: "no-show", target: .noShow) { try await $0.advance($1, .noShow) },
    ]

    @Test(arguments: TestEngine.available)
    func `only the drawn steps happen, and a refused one names both states and changes nothing`(
        _ engine: TestEngine
    ) async throws {
        try await World.with(engine) { world in
            let ana = try await world.resource("Ana", capacity: 500)
            let open = try await world.offering(needs: [[ana]])
            let asked = try await world.offering(needs: [[ana]], ["requires_approval": true])
            var (legal, refused, illegal) = (0, 0, 0)
            for status in BookingStatus.allCases where status != .pendingPayment {
                for verb in Self.verbs {
                    let booking = try await make(status, world, open, asked)
                    let isDrawn =
                        Lifecycle.allows(status, verb.target) && (verb.target != .confirmed || status == .pending)
                    let before = try await world.rows()
                    let claimed = try await world.claims(booking)
                    let problem = try await refusal { try await verb.run(world, booking) }
                    let after = try await world.fresh(booking)
                    if isDrawn {
                        legal += 1
                        #expect(problem == nil && after.status == verb.target, "\(verb.name) of \(status)")
                        let held = try await world.claims(booking)
                        #expect(held == (after.status.releasesCapacity ? 0 : claimed), "\(verb.name) of \(status)")
                    } else {
                        refused += 1
                        if problem == nil { illegal += 1 }
                        #expect(
                            problem?.status == 409 && problem?.code == "illegal_transition", "\(verb.name) of \(status)"
                        )
                        #expect(problem?.values == ["from": status.rawValue, "to": verb.target.rawValue])
                        #expect(try await world.rows().differences(from: before) == [])
                    }
                }
            }
            #expect(try await world.faults() == [])
            print("Q4 \(engine): \(legal) legal steps taken, \(refused) others refused, illegal \(illegal)")
        }
    }

    /// A booking that has come to `status` by the verbs.
    private func make(
        _ status: BookingStatus, _ world: World, _ open: Offering, _ asked: Offering
    ) async throws -> Booking {
        let start = World.tuesday(11)
        let client = "c\(UInt32.random(in: 0...UInt32.max))@example.com"
        switch status {
        case .held:
            _ = try await world.hold(open, start)
            return try await latest(world)
        case .pending: return try await world.place(asked, start, client)
        case .rejected: return try await world.reject(world.place(asked, start, client))
        case .expired:
            let booking = try await world.place(asked, start, client)
            try await world.house.store.write(at: booking.expiresAt) { db in
                try world.bookings.expire(booking.id, in: db)
            }
            return try await world.fresh(booking)
        case .confirmed, .pendingPayment: return try await world.place(open, start, client)
        case .cancelled: return try await world.cancel(world.place(open, start, client))
        case .checkedIn: return try await world.advance(world.place(open, start, client), .checkedIn)
        case .completed: return try await world.advance(world.place(open, start, client), .completed)
        case .noShow: return try await world.advance(world.place(open, start, client), .noShow)
        }
    }

    private func latest(_ world: World) async throws -> Booking {
        let found = try await world.house.store.read { db in
            try db.first("SELECT * FROM bookings ORDER BY id DESC LIMIT 1").map(Booking.init)
        }
        return try #require(found)
    }

    @Test(arguments: TestEngine.available)
    func `what has been decided in time does not expire, whenever the job runs`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]], ["requires_approval": true])
            let booking = try await world.approve(world.place(lesson, World.tuesday()))
            let before = try await world.rows()
            try await world.house.store.write(at: World.monday + .days(3)) { db in
                try world.bookings.expire(booking.id, in: db)
            }
            #expect(try await world.rows().differences(from: before) == [])
        }
    }
}
