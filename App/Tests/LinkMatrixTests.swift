import Bookings
import House
import Identity
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// Whose booking, and what somebody holds in their hand.
private enum Whose: String, CaseIterable { case mine, neighbours, elsewhere }
private enum Hand: String, CaseIterable {
    case manage, view, revoked, neighboursManage, neighboursView, elsewhereManage, deskCode, sealed, random, own

    /// The booking that it was made for, and what it is good for there.
    var opens: (Whose, LinkPurpose)? {
        switch self {
        case .manage: (.mine, .manage)
        case .view: (.mine, .view)
        case .neighboursManage: (.neighbours, .manage)
        case .neighboursView: (.neighbours, .view)
        case .elsewhereManage: (.elsewhere, .manage)
        case .revoked, .deskCode, .sealed, .random, .own: nil
        }
    }
}

/// The client with a link at every door for links, and everybody at the doors that are open to all (A10, Q8).
@Suite struct LinkMatrixTests {
    /// All that a participant may do. What is not here is refused to them, whatever doors there come to be.
    private static let view: Set<String> = [
        "GET /b/{reference}/{key}", "GET /b/{reference}/{key}/invite.ics", "GET /b/{reference}/{key}/check-in.svg",
        "GET /b/{reference}/{key}/live",
    ]

    private struct World {
        let house: TestHouse
        let bookings: [Whose: (id: String, reference: String)]
        let keys: [Hand: String]

        /// Three bookings, each for somebody with a participant: two at Swim School, one at Zoe's.
        init(_ house: TestHouse) async throws {
            self.house = house
            let zoe = house.guest.as(try await house.person("zoe"))
            let zoes =
                try await zoe.made(
                    "/businesses", ["name": "Zoe's", "zone": "Europe/Madrid", "currency": "EUR"])["id"]?.string ?? ""
            let zed = try await zoe.made("/businesses/\(zoes)/resources", ["kind": "person", "name": "Zed"])
            let hours = (1...5).map { ["weekday": .integer($0), "opens": "09:00", "closes": "17:00"] as JSON }
            _ = try await zoe.accepted(.put, "/businesses/\(zoes)/schedules", ["hours": .array(hours)])
            func book(_ owner: APIDoor, _ business: String, _ person: String, _ name: String) async throws -> Booking {
                let offering: JSON = [
                    "kind": "appointment", "name": "Lesson", "duration_minutes": 60, "price": "50.00",
                    "asks_names": true, "needs": [[.string(person)]],
                ]
                let made = try await owner.made("/businesses/\(business)/offerings", offering)
                let booked = try await owner.made(
                    "/bookings",
                    [
                        "business_id": .string(business), "offering_id": made["id"] ?? .null,
                        "start": .string(TestHouse.tuesday), "client_name": .string(name),
                        "client_email": .string("\(name)@example.com"), "participants": ["Pat"],
                        "participant_emails": [.string("pat-\(name)@example.com")],
                    ])
                guard let id = booked["id"]?.string.flatMap({ BookingID($0) }),
                    let booking = try await house.store.read({ db in try db.booking(id) })
                else { throw Problem.notFound }
                return booking
            }
            let mine = try await book(house.owner, house.business, house.ana, "john")
            let next = try await book(house.owner, house.business, house.ben, "nina")
            let far = try await book(zoe, zoes, zed["id"]?.string ?? "", "faye")
            bookings = [Whose.mine: mine, .neighbours: next, .elsewhere: far].mapValues {
                ("\($0.id)", $0.reference)
            }
            let slice = house.composition.bookings
            keys = try await house.store.write { db in
                func key(_ booking: Booking, forPat: Bool = false) throws -> String {
                    let pat = try db.participantList(booking).first
                    let url = try slice.mailedURL(booking, for: forPat ? pat : nil, in: db)
                    return url.split(separator: "/").last.map(String.init) ?? ""
                }
                let revoked = try key(mine)
                guard let link = try db.links(mine).first else { throw Problem.notFound }
                try slice.revokeLink(link.id, of: mine, by: .system, in: db)
                let manage = try key(mine)
                return [
                    .manage: manage, .view: try key(mine, forPat: true), .revoked: revoked,
                    .neighboursManage: try key(next), .neighboursView: try key(next, forPat: true),
                    .elsewhereManage: try key(far),
                    .deskCode: String(Secret.hash("check_in|\(manage)").prefix(32)),
                    .sealed: slice.identity.keys.seal("booking|manage|\(mine.id)"), .random: Secret().text,
                    .own: "my",
                ]
            }
        }

        func address(_ path: String, _ whose: Whose, _ hand: Hand) -> String {
            Paths.filled(path) { name in
                switch name {
                case "reference": bookings[whose]?.reference ?? ""
                case "key": keys[hand] ?? ""
                case "id": bookings[whose]?.id ?? ""
                default: "2026-11-24T09:00:00Z"
                }
            }
        }

        /// The answer without what differs by nature: the address itself, and the request's number.
        func bare(_ answer: Answer, _ whose: Whose, _ hand: Hand) -> String {
            let text = answer.json?.members.map { "\($0.filter { $0.name != "request_id" })" } ?? answer.text
            return text.replacing("%2F\(keys[hand] ?? "")", with: "%2FKEY").replacing(
                bookings[whose]?.reference ?? "", with: "REFERENCE")
        }
    }

    private struct Door {
        let name: String
        let send: @Sendable (World, Whose, Hand) async -> Answer
    }

    private func doors(_ house: TestHouse) -> [Door] {
        let site = house.composition.site
        let pages = site.pages.filter { $0.access == .link && $0.path.contains("{key}") }.map { page in
            Door(name: "\(page.method.rawValue) \(page.path)") { world, whose, hand in
                let (browser, path) = (Browser(site), world.address(page.path, whose, hand))
                return page.method == .get
                    ? await browser.get(path) : await browser.post(path, ["share": "10000", "start": ""])
            }
        }
        let endpoints = site.endpoints.filter { $0.access == .link && $0.path.contains("{id}") }.map { endpoint in
            Door(name: "\(endpoint.method.rawValue) \(endpoint.path)") { world, whose, hand in
                let key = world.keys[hand] ?? ""
                let path = world.address(endpoint.path, whose, hand)
                guard let body = endpoint.body else {
                    return await house.guest.get("\(path)?key=\(key)&start_date=2026-11-24&end_date=2026-11-24")
                }
                let others = body.fields.filter { $0.name != "key" && $0.sample != .null }
                let members = [JSON.Member("key", .string(key))] + others.map { .init($0.name, $0.sample) }
                return await house.guest.send(endpoint.method, path, .object(members))
            }
        }
        return pages + endpoints
    }

    private func isOpen(_ door: Door, _ whose: Whose, _ hand: Hand) -> Bool {
        guard let (owner, purpose) = hand.opens, owner == whose else { return false }
        return purpose == .manage || Self.view.contains(door.name)
    }

    @Test(arguments: TestEngine.available)
    func `a link opens its own doors and no other, alike for everything that is wrong with it`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine, wrapping: { RehearsalStore(base: $0) }) { house in
            let world = try await World(house)
            house.clock.advance(by: .hours(4))
            let doors = doors(house)
            var (cells, refused, faults): (Int, Int, [String]) = (0, 0, [])
            let before = try await house.rows()
            for door in doors {
                var refusals: Set<String> = []
                for whose in Whose.allCases {
                    for hand in Hand.allCases {
                        let open = isOpen(door, whose, hand)
                        let answer = await RehearsalStore.$isRehearsing.withValue(open) {
                            await door.send(world, whose, hand)
                        }
                        cells += 1
                        let isRight = open ? ![401, 403, 404].contains(answer.status) : answer.status == 404
                        if !isRight || answer.status >= 500 {
                            faults.append("\(door.name) \(whose) \(hand): \(answer.status), open: \(open)")
                        }
                        if !open {
                            refused += 1
                            refusals.insert(world.bare(answer, whose, hand))
                        }
                    }
                }
                if refusals.count != 1 { faults.append("\(door.name): \(refusals.count) kinds of refusal") }
            }
            #expect(faults.isEmpty, "\(faults.count) of \(cells):\n\(faults.prefix(60).joined(separator: "\n"))")
            #expect(try await house.rows().differences(from: before) == [])
            #expect(doors.count >= 12 && Self.view.isSubset(of: Set(doors.map(\.name))))
            print(
                "Q8 \(engine): \(doors.count) doors for links, \(cells) cells, \(refused) refused, mismatches \(faults.count)"
            )
        }
    }

    /// Mail scanners follow links: whatever they open, nothing has changed but when a link was last opened.
    @Test(arguments: TestEngine.available)
    func `no address of a link changes anything by being looked at`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let world = try await World(house)
            house.clock.advance(by: .hours(4))
            let doors = doors(house).filter { $0.name.hasPrefix("GET") }
            for hand in [Hand.manage, .view] { _ = await doors[0].send(world, .mine, hand) }
            for door in doors { for hand in [Hand.manage, .view] { _ = await door.send(world, .mine, hand) } }
            let before = try await house.rows()
            for door in doors {
                for hand in [Hand.manage, .view] {
                    #expect(await door.send(world, .mine, hand).status < 500)
                    #expect(try await house.rows().differences(from: before) == [], "\(door.name)")
                }
            }
        }
    }

    /// At a door that is open to all, what belongs to another business answers like what nobody has.
    @Test(arguments: TestEngine.available)
    func `at doors open to all a foreign id answers like one that nobody has`(_ engine: TestEngine) async throws {
        try await MatrixWorld.with(engine) { world in
            var (cells, faults): (Int, [String]) = (0, [])
            let before = try await world.house.rows()
            func compare(_ name: String, _ foreign: Answer, _ random: Answer) {
                cells += 2
                let same = foreign.status == random.status && world.bare(foreign) == world.bare(random)
                if !same || foreign.status >= 500 {
                    faults.append("\(name): \(foreign.status) \(random.status)")
                }
            }
            for endpoint in world.house.composition.site.endpoints where endpoint.access == .anyone && !endpoint.isLive
            {
                let name = "\(endpoint.method.rawValue) \(endpoint.path)"
                let body = world.body(endpoint, .ana)
                if world.isNested(endpoint.path) {
                    let path = world.address(endpoint.path, .mixed) + world.query(endpoint, .ana)
                    let foreign = await world.house.guest.send(endpoint.method, path, body)
                    compare(name, foreign, await world.house.guest.send(endpoint.method, world.unknown(path), body))
                }
                for field in endpoint.query + (endpoint.body?.fields ?? []) where world.knows(field) {
                    func ask(_ target: Target) async -> Answer {
                        let query = world.query(endpoint, .ana, swapping: field.name, for: target)
                        return await world.house.guest.send(
                            endpoint.method, world.address(endpoint.path, .ana) + query,
                            world.body(endpoint, .ana, swapping: field.name, for: target))
                    }
                    compare("\(name) \(field.name)", await ask(.foreign), await ask(.random))
                }
            }
            for page in world.house.composition.site.pages where page.access == .anyone && world.isNested(page.path) {
                let (browser, path) = (Browser(world.house.composition.site), world.address(page.path, .mixed))
                func ask(_ path: String) async -> Answer {
                    page.method == .get ? await browser.get(path) : await browser.post(path, [:])
                }
                compare("\(page.method.rawValue) \(page.path)", await ask(path), await ask(world.unknown(path)))
            }
            #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
            #expect(cells > 20)
            #expect(try await world.house.rows().differences(from: before) == [])
            print("Q8 \(engine): \(cells) asks at doors open to all, mismatches \(faults.count)")
        }
    }
}

extension MatrixWorld {
    /// The address with the foreign business's ids put for ids that nobody has.
    fileprivate func unknown(_ path: String) -> String {
        (ids[.foreign] ?? [:]).reduce(path) { path, one in
            one.value.isEmpty || Self.outer.contains(one.key)
                ? path : path.replacing(one.value, with: ids[.random]?[one.key] ?? "")
        }
    }

    /// The answer without the ids that were asked for.
    fileprivate func bare(_ answer: Answer) -> String {
        let text = answer.json?.members.map { "\($0.filter { $0.name != "request_id" })" } ?? answer.text
        return unknown(text).replacing(/r-[0-9a-z]{8,14}/, with: "r-")
    }
}
