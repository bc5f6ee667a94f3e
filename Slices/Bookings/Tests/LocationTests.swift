import Catalogue
import Customers
import House
import Identity
import Kernel
import Scheduling
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web

@testable import Bookings

/// Several locations of one business (B11): whatever is booked together is of one of them.
@Suite struct LocationTests {
    @Test(arguments: TestEngine.available)
    func `a wish for a location is kept, and without one any will do`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let lesson = try await world.offering(needs: [[town.ana, town.ben], town.rooms])
            let first = try await world.place(lesson, at: town.sol, email: "a@example.com")
            #expect(first.location == town.sol)
            #expect(try await world.names(first) == ["Ben", "Room 2"])
            // Ben has one already, so Ana is next, and with her the room at Retiro.
            let second = try await world.place(lesson, World.tuesday(10), at: nil, email: "b@example.com")
            #expect(second.location == town.retiro)
            #expect(try await world.names(second) == ["Ana", "Room 1"])
            let third = try await world.place(lesson, at: nil, email: "c@example.com")
            #expect(third.location == town.retiro)
            try await refused("slot_taken") { try await world.place(lesson, at: nil, email: "d@example.com") }
            try await refused("slot_taken") { try await world.place(lesson, at: town.sol, email: "d@example.com") }
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a free person here and a free room there make no free time`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let lesson = try await world.offering(needs: [[town.ana, town.ben], town.rooms])
            let annas = try await world.offering(needs: [[town.ana]])
            let room = try await world.offering(needs: [[town.rooms[1]]])
            _ = try await world.place(annas, at: nil, email: "a@example.com")
            _ = try await world.place(room, at: nil, email: "b@example.com")
            #expect(try await world.starts(lesson, at: nil).contains(World.tuesday()) == false)
            let reasons = try await world.house.store.read { db in
                try world.bookings.scheduling.explain(
                    world.book(in: db), lesson, Wish(lesson), start: World.tuesday(), in: db
                ).reasons.map(\.code)
            }
            #expect(reasons == ["apart"])
            try await refused("slot_taken") { try await world.place(lesson, at: nil, email: "c@example.com") }
            // Carla goes to either.
            let carlas = try await world.offering(needs: [[town.ben, town.carla], town.rooms])
            let booking = try await world.place(carlas, at: town.retiro, email: "d@example.com")
            #expect(try await world.names(booking) == ["Carla", "Room 1"])
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `the times of any location are those of all locations together`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let lesson = try await world.offering(needs: [[town.ana, town.ben, town.carla], town.rooms])
            for (number, hour) in [9, 9, 10, 11, 11].enumerated() {
                _ = try await world.place(
                    lesson, World.tuesday(hour), at: number == 2 ? town.sol : nil, email: "c\(number)@example.com")
            }
            let (here, there) = (
                try await world.starts(lesson, at: town.retiro), try await world.starts(lesson, at: town.sol)
            )
            #expect(try await world.starts(lesson, at: nil) == here.union(there))
            #expect(here.contains(World.tuesday(10)) && !there.contains(World.tuesday(10)))
            #expect(!here.contains(World.tuesday(9)) && !there.contains(World.tuesday(9)))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a location that can't be had is refused and nothing changes`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let lesson = try await world.offering(needs: [[town.ana]])
            let closed = try await world.location("Closed", ["is_active": false])
            let foreign = try await world.foreignLocation()
            let before = try await world.rows()
            for (location, code) in [
                (town.sol, "not_at_location"), (closed, "not_at_location"), (foreign, "not_found"),
                (LocationID(rawValue: 7), "not_found"),
            ] {
                let problem = try await refusal { try await world.place(lesson, at: location, email: "x@example.com") }
                #expect(problem?.status == 422 && problem?.fields.first?.code == code, "\(location)")
                #expect(problem?.fields.first?.name == "location_id")
                let json: JSON = [
                    "offering_id": .string(lesson.id.description), "start": .string(World.tuesday().rfc3339),
                    "location_id": .string(location.description), "client_name": "X", "client_email": "x@example.com",
                ]
                for verb in ["book", "series", "basket"] {
                    let item = json.only(["offering_id", "start", "location_id"])
                    let body =
                        verb == "basket"
                        ? json.only(["client_name", "client_email"]).adding([.init("items", [item])])
                        : verb == "series" ? json.adding([.init("count", 2)]) : json
                    #expect(
                        await world.postJSON("/public/\(world.slug)/\(verb)", body, key: "\(verb)\(location)").status
                            == 422)
                }
                let hold = await world.postJSON(
                    "/public/\(world.slug)/hold", json.only(["offering_id", "start", "location_id"]),
                    key: "h\(location)")
                #expect(hold.status == 422)
                let times = await world.get(
                    "/api/v1/public/\(world.slug)/availability?offering_id=\(lesson.id)&start_date=2026-11-24&end_date=2026-11-24&location_id=\(location)"
                )
                #expect(times.status == 422)
            }
            #expect(try await world.rows().differences(from: before) == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a move stays at its location until another is asked for`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let lesson = try await world.offering(needs: [[town.ana, town.ben]])
            let booking = try await world.place(lesson, at: town.sol, email: "a@example.com")
            let later = try await world.move(booking, Move(start: World.tuesday(11)), as: .business)
            #expect(later.location == town.sol)
            _ = try await world.place(lesson, World.tuesday(12), at: town.sol, email: "b@example.com")
            // Ana is free at twelve, but at Retiro.
            try await refused("slot_taken") {
                try await world.move(booking, Move(start: World.tuesday(12)), as: .business)
            }
            let there = try await world.move(
                booking, Move(start: World.tuesday(12), location: town.retiro), as: .business)
            #expect(there.location == town.retiro && there.sequence == 2)
            #expect(try await world.names(there) == ["Ana"])
            // Whoever is chosen brings the location along.
            try await refused("slot_taken") {
                try await world.move(booking, Move(resources: [town.ben]), as: .business)
            }
            let ben = try await world.move(
                booking, Move(start: World.tuesday(13), resources: [town.ben]), as: .business)
            #expect(ben.location == town.sol)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a class is where its room is, or where it is said to be`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let inRoom = try await world.course(needs: [town.rooms])
            let bare = try await world.course()
            let first = try await world.open(inRoom, [World.tuesday(9)], resources: [town.rooms[1]])
            let second = try await world.open(inRoom, [World.tuesday(10)], at: town.sol)
            let third = try await world.open(bare, [World.tuesday(9)], at: town.sol)
            // The same course at the same time at another location is another class.
            let fourth = try await world.open(bare, [World.tuesday(9)], at: town.retiro)
            let again = try await world.open(bare, [World.tuesday(9)], at: town.retiro)
            #expect(again.made.isEmpty && again.leftOut.map(\.reason) == ["exists"])
            var locations: [LocationID?] = []
            for id in [first, second, third, fourth].flatMap(\.made) {
                locations.append(try await world.session(id).location)
            }
            #expect(locations == [town.sol, town.sol, town.sol, town.retiro])
            var ask = Ask(bare.id, start: World.tuesday())
            ask.session = third.made.first
            #expect(try await world.place(ask).location == town.sol)
            ask.location = town.retiro
            let wrong = ask
            let problem = try await refusal { try await world.place(wrong, "b@example.com") }
            #expect(problem?.fields.first?.code == "not_at_location")
            let free = try await world.house.store.read { db in
                let book = try world.book(in: db)
                let wish = try Wish(bare).at(town.sol, bare, book)
                let date = book.zone.local(World.tuesday()).date
                return try world.bookings.scheduling.freeTimes(
                    book, bare, wish, from: date, through: date, in: book.zone, db
                ).slots.map(\.session)
            }
            #expect(free == third.made)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `what is used stays where it is`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let lesson = try await world.offering(needs: [[town.ana]])
            let carlas = try await world.offering(needs: [[town.carla]])
            let first = try await world.place(lesson, at: nil, email: "a@example.com")
            let second = try await world.place(carlas, at: town.sol, email: "b@example.com")
            try await refused("resource_booked_elsewhere") { try await world.put(town.ana, at: town.sol) }
            try await refused("resource_booked_elsewhere") { try await world.put(town.carla, at: town.retiro) }
            try await refused("location_in_use") { try await world.remove(town.sol) }
            try await world.put(town.ben, at: nil)
            try await world.put(town.rooms[1], at: nil)
            try await refused("location_booked") { try await world.remove(town.sol) }
            _ = try await world.cancel(second)
            try await world.remove(town.sol)
            _ = try await world.cancel(first)
            try await world.put(town.ana, at: nil)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `what follows in one visit is at the same location`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let lesson = try await world.offering(needs: [[town.ana, town.ben]])
            var first = Ask(lesson.id, start: World.tuesday(9))
            first.location = town.sol
            // Ben has one by then, so that Ana would be next by the rule.
            let asks = [first, Ask(lesson.id, start: World.tuesday(10))]
            let booked = try await world.house.store.write { db in
                try world.bookings.placeBasket(
                    asks.map { try world.request($0) }, world.book(in: db), by: world.origin, in: db)
            }
            #expect(booked.map(\.location) == [town.sol, town.sol])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a mixture of locations is found by the proof`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let lesson = try await world.offering(needs: [[town.ana]])
            let booking = try await world.place(lesson, at: nil, email: "a@example.com")
            try await world.house.store.write { db in
                _ = try db.execute("UPDATE bookings SET location_id = \(town.sol) WHERE id = \(booking.id)")
            }
            #expect(try await world.faults() == ["\(booking.id) has Ana, which is of another location"])
        }
    }
}

/// Ana and room 1 at Retiro, Ben and room 2 at Sol, Carla who travels.
struct Town {
    let retiro: LocationID
    let sol: LocationID
    let ana: ResourceID
    let ben: ResourceID
    let carla: ResourceID
    let rooms: [ResourceID]

    init(_ world: World) async throws {
        retiro = try await world.location("Retiro")
        sol = try await world.location("Sol")
        ana = try await world.resource("Ana", at: retiro)
        ben = try await world.resource("Ben", at: sol)
        carla = try await world.resource("Carla", at: nil)
        rooms = [
            try await world.resource("Room 1", .room, at: retiro),
            try await world.resource("Room 2", .room, at: sol),
        ]
    }
}

extension JSON {
    fileprivate func only(_ names: [String]) -> JSON {
        .object((members ?? []).filter { names.contains($0.name) })
    }
}
