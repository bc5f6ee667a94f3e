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
    @Test(arguments: TestEngine.available)
    func `users are found page by page, made admins, deactivated and brought back`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (adele, own) = try await house.admin()
            for number in 1...5 { _ = try await house.person("user\(number)") }
            let first = try await adele.accepted(.get, "/admin/users?q=user&limit=3")
            let next = first["next_cursor"]?.string ?? ""
            let second = try await adele.accepted(.get, "/admin/users?q=user&limit=3&cursor=\(next)")
            let names = ((first["items"]?.array ?? []) + (second["items"]?.array ?? [])).compactMap {
                $0["username"]?.string
            }
            #expect(names == ["user5", "user4", "user3", "user2", "user1"] && second["next_cursor"] == .null)
            #expect(await adele.get("/admin/users?cursor=nonsense").status == 422)
            let one = try await adele.items("/admin/users?q=user1")[0]["id"]?.string ?? ""
            let user = house.guest.as(try await house.grant("user1").access)
            #expect(await user.get("/admin/users").status == 404)
            _ = try await adele.accepted(.put, "/admin/users/\(one)/role", ["role": "admin"])
            #expect(await user.get("/admin/users").status == 200)
            _ = try await adele.accepted(.put, "/admin/users/\(one)/role", ["role": "user"])
            #expect(await user.get("/admin/users").status == 404)
            #expect(try await adele.accepted(.put, "/admin/users/\(one)/deactivate")["is_active"] == false)
            #expect(await user.get("/auth/me").status == 401)
            #expect(try await adele.items("/admin/users?active=false").count == 1)
            #expect(try await adele.accepted(.put, "/admin/users/\(one)/activate")["is_active"] == true)
            #expect(await user.get("/auth/me").status == 401, "what was open stays ended")
            let before = try await house.rows()
            #expect(await adele.send(.put, "/admin/users/\(own)/role", ["role": "user"]).code == "last_admin")
            #expect(await adele.send(.put, "/admin/users/\(own)/deactivate").code == "last_admin")
            #expect(await adele.send(.put, "/admin/users/usr_3nk2r8w1qz7/deactivate").status == 404)
            #expect(await adele.send(.put, "/admin/users/\(one)/role", ["role": "king"]).status == 422)
            #expect(try await house.rows().differences(from: before) == [])
            let told = try await adele.items("/admin/events?action=user&subject=\(one)").compactMap {
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
            let (adele, _) = try await house.admin()
            let id = try await house.store.write { db in
                let id: JobID = db.newID()
                try db.execute(
                    """
                    INSERT INTO jobs (id, kind, payload, state, due_at, first_due_at, attempts, fence, last_error)
                    VALUES (\(id), 'Nobody.knows', '{"booking":"bkg_1"}', 1, \(db.now), \(db.now), 8, 8, 'on fire')
                    """)
                return id.description
            }
            let found = try await adele.items("/admin/jobs?state=parked&kind=Nobody")
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
            let told = try await adele.items("/admin/events?action=job&subject=\(id)").compactMap {
                $0["action"]?.string
            }
            #expect(told == ["job.parked", "job.retried"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `two admins who put each other out at once leave one`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            let (first, second) = (try await house.admin(), try await house.admin("arno"))
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
            let (adele, _) = try await house.admin()
            let path = "/businesses/\(house.business)"
            #expect(await house.owner.send(.put, "/admin/profiles/\(house.business)/verify").status == 404)
            let verified = try await adele.accepted(.put, "/admin/profiles/\(house.business)/verify")
            #expect(verified["is_verified"] == true)
            #expect(try await adele.items("/admin/businesses?verified=true&q=swim").count == 1)
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
            let told = try await house.owner.items("\(path)/events?action=business").compactMap {
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
            let (adele, _) = try await house.admin()
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
}
