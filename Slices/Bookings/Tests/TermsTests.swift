import Catalogue
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

/// What an offering asks, allows, costs and gives.
@Suite struct TermsTests {
    @Test(arguments: TestEngine.available)
    func `every bad answer is named, and every good one kept`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let questions: JSON = [
                ["id": "say", "label": "Say", "kind": "text", "is_required": true],
                ["id": "pick", "label": "Pick", "kind": "choice", "choices": ["One", "Two"]],
                ["id": "count", "label": "Count", "kind": "number"], ["id": "born", "label": "Born", "kind": "date"],
                ["id": "agree", "label": "Agree", "kind": "consent", "is_required": true],
            ]
            let lesson = try await world.offering(
                needs: [[world.resource("Ana", capacity: 99)]], ["questions": questions])
            func ask(_ answers: [String: String]) -> Ask {
                var ask = Ask(lesson.id, start: World.tuesday())
                ask.answers = ["say": "Hello", "agree": "true"].merging(answers) { $1 }
                return ask
            }
            let bad: [([String: String], String)] = [
                (["say": ""], "/answers/say required"), (["say": " \n\u{a0} "], "/answers/say required"),
                (["say": String(repeating: "x", count: 1_001)], "/answers/say too_long"),
                (["pick": "one"], "/answers/pick not_a_choice"), (["pick": "Three"], "/answers/pick not_a_choice"),
                (["agree": "false"], "/answers/agree consent_needed"), (["agree": ""], "/answers/agree consent_needed"),
                (["agree": "yes"], "/answers/agree not_boolean"), (["other": "x"], "/answers/other unknown_field"),
                (["born": "2026-02-29"], "/answers/born not_date"), (["born": "yesterday"], "/answers/born not_date"),
            ]
            let numbers = [
                "-", "1.", ".5", "1e3", "1,5", "--1", "１", "0x1", "1.2.3", String(repeating: "1", count: 21),
            ]
            let before = try await world.rows()
            for (answers, fault) in bad + numbers.map({ (["count": $0], "/answers/count not_number") }) {
                let found = try await world.faultyFields { try await world.place(ask(answers)) }
                #expect(found == [fault], "\(answers)")
            }
            let many = Dictionary(uniqueKeysWithValues: (0..<500).map { ("k\($0)", "x") })
            let found = try await world.faultyFields { try await world.place(ask(many)) }
            #expect((1...200).contains(found.count))
            #expect(try await world.rows().differences(from: before) == [])
            let answers = ["say": " Hi ", "pick": "Two", "count": "-1.5", "born": "2024-02-29"]
            let booking = try await world.fresh(world.place(ask(answers)))
            #expect(booking.answers.map(\.answer) == ["Hi", "Two", "-1.5", "2024-02-29", "true"])
            var staff = ask(["say": "", "agree": ""])
            staff.isByStaff = true
            #expect(try await world.place(staff, "b@example.com").answers == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `each participant is named, where names are asked for`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let ana = try await world.resource("Ana", capacity: 9)
            let terms: [String: JSON] = ["asks_names": true, "max_party": 3]
            let lesson = try await world.offering(needs: [[ana]], terms)
            func ask(_ names: [String], party: Int?) -> Ask {
                var ask = Ask(lesson.id, start: World.tuesday())
                (ask.participants, ask.party) = (names, party)
                return ask
            }
            for (names, party) in [([], nil), (["Mia"], 2), (["Mia", ""], 2), (["Mia", "Leo"], 1)] {
                let found = try await world.faultyFields { try await world.place(ask(names, party: party)) }
                #expect(found == ["/participants names_of_all"])
            }
            let two = try await world.place(ask(["Mia", "Leo"], party: 2))
            let one = try await world.place(ask(["Zoe"], party: nil), "b@example.com")
            let names = try await world.house.store.read { db in
                (try db.participants(two), try db.participants(one))
            }
            #expect(names.0 == ["Mia", "Leo"])
            #expect(names.1 == ["Zoe"])
            let plain = try await world.offering(needs: [[ana]], ["max_party": 3])
            var uncalled = Ask(plain.id, start: World.tuesday())
            uncalled.participants = ["Mia"]
            let asked = uncalled
            #expect(try await world.faultyFields { try await world.place(asked) } == ["/participants unknown_field"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a price is for the hour, the person or the booking`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let room = try await world.resource("Room", .room, capacity: 99)
            let lengths: [String: JSON] = [
                "price": "10.01", "min_duration_minutes": 30, "max_duration_minutes": 120,
                "duration_step_minutes": 15, "max_party": 4,
            ]
            for (pricing, minor) in [("per_person", 3_003), ("per_booking", 1_001), ("per_hour", 751)] {
                let offering = try await world.offering(
                    needs: [[room]], lengths.merging(["pricing": .string(pricing)]) { $1 })
                var ask = Ask(offering.id, start: World.tuesday())
                (ask.minutes, ask.party) = (45, 3)
                let booking = try await world.place(ask)
                #expect(booking.price.minor == Int64(minor) && booking.minutes == 45)
                for minutes in [0, 15, 50, 121, 135, -30] {
                    ask.minutes = minutes
                    let wish = ask
                    let found = try await world.faultyFields { try await world.place(wish, "b@example.com") }
                    #expect(found == ["/duration_minutes not_a_length"])
                }
            }
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `whom a client chooses they get, where they may choose`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let other = try await world.resource("Carla")
            let free = try await world.offering(needs: [[ana, ben]], ["lets_choose": true])
            let given = try await world.offering(needs: [[ana, ben]])
            var ask = Ask(free.id, start: World.tuesday())
            ask.resources = [ben]
            let hold = try await world.hold(ask)
            ask.resources = [ana]
            let (wrong, hers) = (ask, ask)
            try await world.refusedUnchanged("hold_lost") { try await world.place(wrong, hold: hold.token) }
            #expect(try await world.names(world.place(hers, "a@example.com")) == ["Ana"])
            ask.resources = [ben]
            let right = ask
            #expect(try await world.names(world.place(right, hold: hold.token)) == ["Ben"])
            for (offering, resource) in [(free, other), (given, ana)] {
                var ask = Ask(offering.id, start: World.tuesday(11))
                ask.resources = [resource]
                let wish = ask
                #expect(try await world.faultyFields { try await world.place(wish) } == ["/resource_id not_offered"])
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `bookings of a day are spread over who is there`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            var people: [ResourceID] = []
            for name in ["Ana", "Ben", "Carla"] { people.append(try await world.resource(name)) }
            let lesson = try await world.offering(needs: [people])
            let alone = try await world.offering(needs: [[people[0]]])
            _ = try await world.place(alone, World.tuesday(9))
            var given: [String: Int] = ["Ana": 1]
            for hour in 10...13 {
                let booking = try await world.place(lesson, World.tuesday(hour), "c\(hour)@example.com")
                for name in try await world.names(booking) { given[name, default: 0] += 1 }
                #expect((given.values.max() ?? 0) - (given.values.min() ?? 0) <= 1 || given.count < 3)
            }
            #expect(given.values.sorted() == [1, 2, 2])
            // Another day begins anew.
            let wednesday = try await world.place(lesson, World.tuesday(10) + .days(1))
            #expect(try await world.names(wednesday) == ["Ana"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `each has a turn, in a series too`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let people = [try await world.resource("Ana"), try await world.resource("Ben")]
            let lesson = try await world.offering(needs: [people], ["assignment": "in_turn"])
            let daily = try #require(Recurrence(weekdays: [.tuesday, .wednesday, .thursday], end: .count(6)))
            try await world.settings(["max_advance_booking_days": 90])
            let series = try await world.series(Ask(lesson.id, start: World.tuesday()), daily)
            var names: [[String]] = []
            for booking in series.bookings { names.append(try await world.names(booking)) }
            #expect(names == [["Ana"], ["Ben"], ["Ana"], ["Ben"], ["Ana"], ["Ben"]])
            world.clock.advance(by: .minutes(1))
            let next = try await world.place(lesson, World.tuesday(11))
            #expect(try await world.names(next) == ["Ana"])
            // Who is away loses the turn to the next.
            let ana = try await world.offering(needs: [[people[0]]])
            _ = try await world.place(ana, World.tuesday(12), "x@example.com")
            _ = try await world.place(lesson, World.tuesday(13), "x@example.com")
            let instead = try await world.place(lesson, World.tuesday(12), "y@example.com")
            #expect(try await world.names(instead) == ["Ben"])
        }
    }
}
