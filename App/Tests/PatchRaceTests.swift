import House
import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// What a change does not name stays, also when somebody else names it at the same moment.
@Suite struct PatchRaceTests {
    @Test(arguments: TestEngine.available)
    func `two who change different things at once both have their way`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            let (owner, business) = (house.owner, "/businesses/\(house.business)")
            for round in 1...6 {
                let number = JSON.integer(Int64(round))
                let changes: [(address: String, one: JSON.Member, other: JSON.Member)] = [
                    (
                        "/auth/profile", .init("name", .string("Maria \(round)")),
                        .init("booking_mails", .bool(round % 2 == 0))
                    ),
                    (
                        business, .init("description", .string("\(round) lanes")),
                        .init("phone", .string("+3460011122\(round)"))
                    ),
                    (
                        "/booking/settings?business_id=\(house.business)", .init("booking_expiry_hours", number),
                        .init("min_advance_booking_hours", number)
                    ),
                    (
                        "\(business)/offerings/\(house.lesson)", .init("description", .string("\(round) to one")),
                        .init("price", .string("5\(round).00"))
                    ),
                ]
                for (address, one, other) in changes {
                    let statuses = await withTaskGroup(of: Int.self) { group in
                        for member in [one, other] {
                            group.addTask { await owner.send(.put, address, .object([member])).status }
                        }
                        return await group.reduce(into: []) { $0.append($1) }
                    }
                    #expect(statuses == [200, 200])
                    // To change nothing shows all of it.
                    let now = try await owner.accepted(.put, address, [:])
                    #expect(now[one.name] == one.value && now[other.name] == other.value, "\(address) \(round)")
                }
            }
        }
    }
}
