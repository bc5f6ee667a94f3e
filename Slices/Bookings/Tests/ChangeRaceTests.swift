import Catalogue
import Foundation
import House
import Kernel
import Scheduling
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web

@testable import Bookings

/// Who changes something while another change of it is under way waits, and undoes nothing of it.
@Suite struct ChangeRaceTests {
    /// Runs `second` in the midst of `first`, which stays open after its work until the other has begun and has had time to read. The
    /// embedded database lets nobody begin before.
    private func overlap(
        _ world: World, _ first: @escaping @Sendable (Transaction) throws -> Void,
        _ second: @escaping @Sendable (Transaction) throws -> Void
    ) async throws {
        let store = world.house.store
        let (works, work) = AsyncStream<Void>.makeStream()
        let begun = DispatchSemaphore(value: 0)
        async let one: Void = store.write { db in
            try first(db)
            work.yield()
            guard db.dialect == .postgres else { return }
            _ = begun.wait(timeout: .now() + 5)
            Thread.sleep(forTimeInterval: 0.2)
        }
        for await _ in works { break }
        async let other: Void = store.write { db in
            begun.signal()
            try second(db)
        }
        _ = try await (one, other)
    }

    @Test(arguments: TestEngine.available)
    func `of two changes of the settings at once neither undoes the other`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 4) { world in
            let catalogue = world.bookings.catalogue
            func change(_ fields: [String: JSON]) -> @Sendable (Transaction) throws -> Void {
                { db in _ = try catalogue.updateSettings(world.member, Fields(fields), by: world.origin, in: db) }
            }
            try await overlap(world, change(["booking_expiry_hours": 7]), change(["min_advance_booking_hours": 3]))
            let now = try await world.house.store.read { db in try db.bookingSettings(world.member.business.id).json }
            #expect(now["booking_expiry_hours"] == 7 && now["min_advance_booking_hours"] == 3, "\(now)")
        }
    }

    @Test(arguments: TestEngine.available)
    func `of two changes of an offering at once neither undoes the other`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 4) { world in
            let catalogue = world.bookings.catalogue
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            func change(_ fields: [String: JSON]) -> @Sendable (Transaction) throws -> Void {
                { db in
                    _ = try catalogue.updateOffering(
                        world.member, lesson.id, Fields(fields), by: world.origin, in: db)
                }
            }
            try await overlap(world, change(["step_minutes": 20]), change(["name": "Crawl"]))
            let now = try #require(
                try await world.house.store.read { db in try db.offering(world.member.business, lesson.id) })
            #expect(now.name == "Crawl" && now.stepMinutes == 20, "\(now.name) \(now.stepMinutes)")
        }
    }
}
