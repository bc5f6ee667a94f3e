import Foundation
import HTTPTypes
import House
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import Identity
@testable import daybook

/// Roles that need the code besides the password (A5).
@Suite struct FactorRoleTests {
    @Test(arguments: TestEngine.available)
    func `a business can ask its roles for it, and a role without it is none`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let path = "/businesses/\(house.business)/security"
            let rule: JSON = ["second_factor_roles": ["owner", "staff"]]
            // Who has none would shut themselves out.
            #expect(await house.owner.send(.put, path, rule).status == 422)
            let (secret, _) = try await house.secondFactor(house.maria)
            #expect(await house.owner.send(.put, path, rule).status == 200)
            let sam = house.guest.as(try await house.person("sam"))
            try await house.store.write { db in
                try db.execute(
                    """
                    INSERT INTO members (business_id, user_id, role, created_at)
                    SELECT b.id, u.id, 'staff', 0 FROM businesses b, users u WHERE u.username = 'sam'
                    """)
            }
            let bookings = "/bookings?business_id=\(house.business)"
            #expect(await sam.get(bookings).code == "second_factor_needed")
            #expect(try await sam.accepted(.get, "/owners/my-profiles") == [], "not even how many there are")
            #expect(try await sam.accepted(.get, "/auth/2fa")["is_required"] == true)
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("sam")
            let desk = await browser.get("/desk/\(TestHouse.slug)")
            #expect(desk.status == 303 && desk.header("location") == "/account/second-factor")
            _ = try await house.secondFactor(sam.token ?? "")
            #expect(await sam.get(bookings).status == 200)
            let body: JSON = ["password": .string(TestHouse.password), "code": .string(house.code(secret))]
            #expect(await house.owner.send(.post, "/auth/2fa/disable", body).code == "second_factor_in_use")
        }
    }

    @Test(arguments: TestEngine.available)
    func `where admins need it, an admin without it is none`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let token = try await house.person("ada")
            try await house.store.write { db in
                try db.execute("UPDATE users SET role = 'admin' WHERE username = 'ada'")
            }
            let strict = try await TestHouse.compose(house.store, house.clock, [.adminSecondFactor: "on"])
            let (ada, path) = (APIDoor(site: strict.site, token: token), "/businesses/\(house.business)/resources")
            #expect(await ada.get(path).status == 404)
            // On the platform's own doors they are told why, and led on; others learn nothing.
            #expect(await ada.get("/admin/users").code == "second_factor_needed")
            #expect(await APIDoor(site: strict.site, token: house.maria).get("/admin/users").status == 404)
            let browser = Browser(strict.site)
            _ = await browser.logIn("ada")
            var way: [String] = ["/desk"]
            while way.count < 4, let next = await browser.get(way[way.count - 1]).header("location") {
                way.append(next)
            }
            #expect(way == ["/desk", "/admin", "/account/second-factor"])
            #expect(await browser.get("/account/second-factor").text.contains("Your role needs a second factor"))
            #expect(try await ada.accepted(.get, "/auth/2fa")["is_required"] == true)
            #expect(await house.guest.as(token).get(path).status == 200, "where they don't")
            _ = try await house.secondFactor(token)
            #expect(await ada.get(path).status == 200)
            #expect(await ada.get("/admin/users").status == 200)
        }
    }
}
