import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// An offering that nobody does: the desk says that it can't be booked, because it can't.
@Suite struct UnservedTests {
    private static let desk = "/desk/\(TestHouse.slug)"

    @Test(arguments: TestEngine.available)
    func `what nobody does is called so, and is no step done`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let all = "\(house.businessPath)/offerings"
            let bare: JSON = ["kind": "appointment", "name": "Trial lesson", "duration_minutes": 30]
            let trial = try await house.owner.made(all, bare)["id"]?.string ?? ""
            _ = try await house.session()
            let maria = try await house.browser("maria")
            let sentence = "Nobody does this yet: clients can’t book it"
            let list = await maria.get("\(Self.desk)/offerings").text
            #expect(list.ranges(of: sentence).count == 1 && list.contains("Nobody in particular"))
            #expect(list.ranges(of: "Not bookable").count == 1)
            let page = await maria.get("\(Self.desk)/offerings/\(trial)").text
            #expect(page.contains(sentence))
            let lesson = await maria.get("\(Self.desk)/offerings/\(house.lesson)").text
            #expect(!lesson.contains(sentence))
            _ = try await house.owner.made("\(house.businessPath)/resources", ["kind": "person", "name": "Carla"])
            let people = await maria.get("\(Self.desk)/resources").text
            #expect(people.ranges(of: "In no offering yet").count == 1)
            // It is as the desk says.
            let wish: JSON = [
                "business_id": .string(house.business), "offering_id": .string(trial),
                "start": .string(TestHouse.tuesday), "client_name": "John Doe", "client_email": "john@example.com",
            ]
            let refused = await house.owner.send(.post, "/bookings", wish)
            #expect(refused.status == 409 && refused.text.contains("no_resource"))

            // A course and a lesson with teachers are there: nothing is left to do.
            let before = await maria.get(Self.desk).text
            #expect(!before.contains("Before clients can book"))
            _ = try await house.owner.accepted(.put, "\(all)/\(house.lesson)", ["is_active": false])
            try await house.store.write { db in
                try db.execute("UPDATE offerings SET is_active = 0 WHERE kind = 'course'")
                try db.execute("UPDATE businesses SET revision = revision + 1")
            }
            let after = await maria.get(Self.desk).text
            #expect(after.contains("Say who does what clients can book"))
            _ = try await house.owner.accepted(.put, "\(all)/\(trial)", ["needs": [[.string(house.ana)]]])
            #expect(await maria.get(Self.desk).text.contains("Before clients can book") == false)
        }
    }
}
