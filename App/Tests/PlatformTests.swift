import Catalogue
import House
import Identity
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Words

@testable import Web
@testable import daybook

/// The platform's admins: what they see and do, and that all of it is written down (L4, B2, M3).
@Suite struct PlatformTests {
    /// An admin's door, and the id of who stands at it.
    private func admin(_ house: TestHouse, _ name: String = "adele") async throws -> (door: APIDoor, id: String) {
        let door = house.guest.as(try await house.person(name))
        try await house.store.write { db in
            try db.execute("UPDATE users SET role = 'admin' WHERE username = \(name)")
        }
        return (door, try await door.accepted(.get, "/auth/me")["id"]?.string ?? "")
    }

    private func items(_ door: APIDoor, _ address: String) async throws -> [JSON] {
        try await door.accepted(.get, address)["items"]?.array ?? []
    }

    @Test(arguments: TestEngine.available)
    func `users are found page by page, made admins, deactivated and brought back`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (adele, own) = try await admin(house)
            for number in 1...5 { _ = try await house.person("user\(number)") }
            let first = try await adele.accepted(.get, "/admin/users?q=user&limit=3")
            let next = first["next_cursor"]?.string ?? ""
            let second = try await adele.accepted(.get, "/admin/users?q=user&limit=3&cursor=\(next)")
            let names = ((first["items"]?.array ?? []) + (second["items"]?.array ?? [])).compactMap {
                $0["username"]?.string
            }
            #expect(names == ["user5", "user4", "user3", "user2", "user1"] && second["next_cursor"] == .null)
            #expect(await adele.get("/admin/users?cursor=nonsense").status == 422)
            let one = try await items(adele, "/admin/users?q=user1")[0]["id"]?.string ?? ""
            let user = house.guest.as(try await house.grant("user1").access)
            #expect(await user.get("/admin/users").status == 404)
            _ = try await adele.accepted(.put, "/admin/users/\(one)/role", ["role": "admin"])
            #expect(await user.get("/admin/users").status == 200)
            _ = try await adele.accepted(.put, "/admin/users/\(one)/role", ["role": "user"])
            #expect(await user.get("/admin/users").status == 404)
            #expect(try await adele.accepted(.put, "/admin/users/\(one)/deactivate")["is_active"] == false)
            #expect(await user.get("/auth/me").status == 401)
            #expect(try await items(adele, "/admin/users?active=false").count == 1)
            #expect(try await adele.accepted(.put, "/admin/users/\(one)/activate")["is_active"] == true)
            #expect(await user.get("/auth/me").status == 401, "what was open stays ended")
            let before = try await house.rows()
            #expect(await adele.send(.put, "/admin/users/\(own)/role", ["role": "user"]).code == "last_admin")
            #expect(await adele.send(.put, "/admin/users/\(own)/deactivate").code == "last_admin")
            #expect(await adele.send(.put, "/admin/users/usr_3nk2r8w1qz7/deactivate").status == 404)
            #expect(await adele.send(.put, "/admin/users/\(one)/role", ["role": "king"]).status == 422)
            #expect(try await house.rows().differences(from: before) == [])
            let told = try await items(adele, "/admin/events?action=user&subject=\(one)").compactMap {
                $0["action"]?.string
            }
            #expect(
                told.prefix(4) == ["user.reactivated", "user.deactivated", "user.role_changed", "user.role_changed"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a job that was given up is found, tried again and put aside, and each step is an event`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let (adele, _) = try await admin(house)
            let id = try await house.store.write { db in
                let id: JobID = db.newID()
                try db.execute(
                    """
                    INSERT INTO jobs (id, kind, payload, state, due_at, first_due_at, attempts, fence, last_error)
                    VALUES (\(id), 'Nobody.knows', '{"booking":"bkg_1"}', 1, \(db.now), \(db.now), 8, 8, 'on fire')
                    """)
                return id.description
            }
            let found = try await items(adele, "/admin/jobs?state=parked&kind=Nobody")
            #expect(found.count == 1 && found[0]["last_error"] == "on fire" && found[0]["attempts"] == 8)
            #expect(try await adele.accepted(.get, "/admin/jobs/figures")["parked"] == 1)
            #expect(await adele.send(.put, "/admin/jobs/\(id)/park").code == "job_parked")
            #expect(try await adele.accepted(.put, "/admin/jobs/\(id)/retry")["state"] == "waiting")
            let before = try await house.rows()
            #expect(await adele.send(.put, "/admin/jobs/\(id)/retry").code == "job_not_parked")
            #expect(await adele.send(.put, "/admin/jobs/job_3nk2r8w1qz7/retry").status == 404)
            #expect(await house.owner.send(.put, "/admin/jobs/\(id)/park").status == 404)
            #expect(try await house.rows().differences(from: before) == [])
            #expect(try await adele.accepted(.put, "/admin/jobs/\(id)/park")["state"] == "parked")
            let told = try await items(adele, "/admin/events?action=job&subject=\(id)").compactMap {
                $0["action"]?.string
            }
            #expect(told == ["job.parked", "job.retried"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `two admins who put each other out at once leave one`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            let (first, second) = (try await admin(house), try await admin(house, "arno"))
            let statuses = await withTaskGroup(of: Int.self) { group in
                group.addTask { await first.door.send(.put, "/admin/users/\(second.id)/deactivate").status }
                group.addTask { await second.door.send(.put, "/admin/users/\(first.id)/deactivate").status }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 1, "\(statuses)")
            let left = try await house.number(
                "SELECT COUNT(*) FROM users WHERE role = 'admin' AND deactivated_at IS NULL")
            #expect(left == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a business is verified, and what the platform takes out of use its owner can't bring back`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let (adele, _) = try await admin(house)
            let path = "/businesses/\(house.business)"
            #expect(await house.owner.send(.put, "/admin/profiles/\(house.business)/verify").status == 404)
            let verified = try await adele.accepted(.put, "/admin/profiles/\(house.business)/verify")
            #expect(verified["is_verified"] == true)
            #expect(try await items(adele, "/admin/businesses?verified=true&q=swim").count == 1)
            _ = try await house.owner.accepted(.put, "\(path)/deactivate")
            let closed = await house.book(TestHouse.tuesday).status
            #expect(closed == 404 || closed == 409)
            _ = try await house.owner.accepted(.put, "\(path)/activate")
            _ = try await adele.accepted(.put, "\(path)/deactivate")
            #expect(await house.owner.send(.put, "\(path)/activate").code == "business_suspended")
            let suspended = await house.book(TestHouse.tuesday).status
            #expect(suspended == 404 || suspended == 409)
            _ = try await adele.accepted(.put, "\(path)/activate")
            #expect(await house.book(TestHouse.tuesday).status == 201)
            let told = try await items(house.owner, "\(path)/events?action=business").compactMap {
                $0["action"]?.string
            }
            #expect(
                told.prefix(5) == [
                    "business.activated", "business.deactivated", "business.activated", "business.deactivated",
                    "business.verified",
                ])
        }
    }

    @Test(arguments: TestEngine.available)
    func `what the platform takes out of use stays so, however often its owner asks meanwhile`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine, connections: 8) { house in
            let (adele, _) = try await admin(house)
            let (path, owner) = ("/businesses/\(house.business)", house.owner)
            for _ in 0..<6 {
                _ = try await adele.accepted(.put, "\(path)/activate")
                _ = try await owner.accepted(.put, "\(path)/deactivate")
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<9 {
                        let (door, verb) = number == 4 ? (adele, "deactivate") : (owner, "activate")
                        group.addTask { _ = await door.send(.put, "\(path)/\(verb)") }
                    }
                }
                let open = try await house.number(
                    "SELECT COUNT(*) FROM businesses WHERE is_active = 1 OR suspended_at IS NULL")
                #expect(open == 0)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `of two businesses that take one address at once one has it`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            let owner = house.owner
            let other = try await owner.made("/businesses", ["name": "Swim Club", "zone": "UTC"])["id"]?.string ?? ""
            for number in 0..<6 {
                let wish: JSON = ["slug": .string("swim-\(number)")]
                let statuses = await withTaskGroup(of: Int.self) { group in
                    for id in [house.business, other] {
                        group.addTask { await owner.send(.put, "/businesses/\(id)", wish).status }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.sorted() == [200, 422])
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `every look of an admin at a business or its clients is in its record, with who and where`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let (adele, own) = try await admin(house)
            let booking = await house.book(TestHouse.tuesday).json
            let id = booking?["id"]?.string ?? ""
            _ = try await adele.accepted(.get, "/bookings/\(id)")
            _ = try await adele.accepted(.get, "/bookings?business_id=\(house.business)")
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("adele")
            #expect(await browser.get("/desk/\(TestHouse.slug)/bookings/\(id)").status == 200)
            #expect(await browser.get("/admin/bookings?q=john").text.contains("John Doe"))
            let found = try await items(adele, "/admin/bookings?q=john")
            #expect(found.count == 1 && found[0]["id"]?.string == id)
            let seen = try await items(house.owner, "/businesses/\(house.business)/events?action=admin.read")
            #expect(seen.count == 3 && seen.allSatisfy { $0["actor"]?.string == own })
            #expect(seen.contains { $0["subject"]?.string == id })
            let platform = try await items(adele, "/admin/events?action=admin&actor=\(own)")
            #expect(platform.count == 2)
            // Maria reads her own: that is nobody's business.
            _ = try await house.owner.accepted(.get, "/bookings/\(id)")
            let count = try await house.number("SELECT COUNT(*) FROM events WHERE action = 'admin.read'")
            // The admin's reading of the platform's record is one more.
            #expect(count == 6)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what an admin reads of a client is in the record under that client`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (adele, own) = try await admin(house)
            _ = await house.book(TestHouse.tuesday)
            let client = try await house.customer()
            _ = try await adele.accepted(.get, house.held(client))
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("adele")
            #expect(await browser.get("/desk/\(TestHouse.slug)/customers/\(client)").text.contains("John Doe"))
            let seen = try await items(
                house.owner, "/businesses/\(house.business)/events?subject=\(client)&actor=\(own)")
            let actions = seen.compactMap { $0["action"]?.string }.sorted()
            #expect(actions == ["admin.read", "admin.read", "customer.exported", "customer.read"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `what a refused form shows an admin is in the record as well`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = try await admin(house)
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("adele")
            let form = await browser.get("/desk/new")
            let refused = await browser.post("/desk/\(TestHouse.slug)/members", ["email": "no address"], from: form)
            #expect(refused.status == 422 && refused.text.contains("maria@daybook.example"))
            let seen = try await items(house.owner, "/businesses/\(house.business)/events?action=admin.read")
            #expect(seen.count == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `the record is found by action, actor, subject and dates, page by page, and read as sentences`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let path = "/businesses/\(house.business)/events"
            let booking = await house.book(TestHouse.tuesday).json?["id"]?.string ?? ""
            house.clock.advance(by: .hours(24))
            let owner = house.guest.as(try await house.grant("maria").access)
            _ = try await owner.accepted(.put, "/bookings/\(booking)/cancel", [:])
            let about = try await items(owner, "\(path)?subject=\(booking)")
            #expect(about.compactMap { $0["detail"]?.string } == ["Booking cancelled", "Booking confirmed"])
            #expect(about.map { $0["actor_name"]?.string } == ["Maria Ortiz", nil])
            #expect(try await items(owner, "\(path)?actor=guest").count == 1)
            #expect(try await items(owner, "\(path)?from=2026-11-24&to=2026-11-24").count == 1)
            #expect(try await items(owner, "\(path)?action=resource").count == 2)
            #expect(try await items(owner, "\(path)?action=resou").isEmpty)
            #expect(try await items(owner, "\(path)?action=%25").isEmpty)
            var (cursor, all): (String?, [String]) = (nil, [])
            repeat {
                let page = try await owner.accepted(.get, "\(path)?limit=3\(cursor.map { "&cursor=\($0)" } ?? "")")
                all += (page["items"]?.array ?? []).compactMap { $0["id"]?.string }
                cursor = page["next_cursor"]?.string
            } while cursor != nil
            let count = try await house.number("SELECT COUNT(*) FROM events WHERE business_id <> 0")
            #expect(all.count == count && Set(all).count == count && all == all.sorted(by: >))
            #expect(await owner.get("\(path)?cursor=1").status == 422)
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("maria")
            let page = await browser.get("/desk/\(TestHouse.slug)/events?action=booking")
            #expect(page.text.contains("Booking cancelled") && !page.text.contains("Person, room or thing added"))
        }
    }

    @Test func `every event that a slice tells of has its sentence`() async throws {
        try await TestHouse.empty { house in
            let words = house.house.words.words(.en)
            let told = try Repository.swift().filter { $0.path.contains("Slices/") }.flatMap { file in
                file.text.matches(of: /(?:emit|changed)\(\s*"([a-z_]+\.[a-z_]+)"/).map { String($0.1) }
            }
            #expect(Set(told).count > 40)
            let named = ["requested", "rejected", "cancelled", "expired", "checked_in"].map { "booking.\($0)" }
            for action in Set(told + named + ["business.verified", "business.unverified", "business.activated"]) {
                #expect(words.has("event.\(action)"), "\(action)")
            }
        }
    }

    @Test func `nothing starts with a door that is open to others than it should be`() async throws {
        try await TestHouse.empty { house in
            func fault(_ method: Web.Method, _ path: String, _ access: Access, isPage: Bool = false) -> String? {
                let endpoint = Endpoint(
                    method, path, "Something", capabilities: ["A7"], access: access, answer: nil
                ) { _ in .nothing }
                let page: PageRoute =
                    method == .get
                    ? .get(path, access: access) { _ in .nothing } : .post(path, access: access) { _ in .nothing }
                do {
                    _ = try Site(
                        endpoints: house.site.endpoints + (isPage ? [] : [endpoint]),
                        pages: house.site.pages + (isPage ? [page] : []), settings: house.site.settings,
                        log: TestHouse.silent)
                    return nil
                } catch { return "\(error)" }
            }
            #expect(fault(.get, "/new/thing", .member("booking:view_all")) == nil)
            let unknown = fault(.get, "/new/thing", .member("booking:see"))
            #expect(unknown?.contains("booking:see") == true)
            let none = fault(.get, "/new/thing", .member(""))
            #expect(none != nil)
            for access in [Access.anyone, .link, .signedIn, .account] {
                let desk = fault(.get, "/desk/{slug}/new-thing", access, isPage: true)
                let form = fault(.post, "/desk/{slug}/new-thing", access, isPage: true)
                let change = fault(.put, "/businesses/{business_id}/new-thing", access)
                let platform = fault(.get, "/admin/new-thing", access)
                let pages = fault(.get, "/admin/new-thing", access, isPage: true)
                #expect([desk, form, change, platform, pages].allSatisfy { $0 != nil }, "\(access)")
            }
            let twice = fault(.get, "/auth/me", .signedIn)
            #expect(twice?.contains("2 times") == true)
        }
    }
}
