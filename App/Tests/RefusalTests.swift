import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// After any refusal the database is as it was (Q3); the same request twice is one request (D15).
@Suite struct RefusalTests {
    private struct Request: Sendable {
        let method: Web.Method
        let address: String
        let body: JSON?
        let status: Int

        init(_ method: Web.Method, _ address: String, _ body: JSON?, _ status: Int) {
            (self.method, self.address, self.body, self.status) = (method, address, body, status)
        }
    }

    /// What a guest is refused, and with what.
    private func guests(_ house: TestHouse, _ booking: String) -> [Request] {
        let book = "/public/\(TestHouse.slug)/book"
        let key = String(repeating: "0", count: 32)
        let wish = { (start: String, more: [String: JSON]) in house.wish(start, "eve@example.com", more) }
        return [
            Request(.post, book, wish(TestHouse.tuesday, ["client_email": "no address"]), 422),
            Request(.post, book, wish(TestHouse.tuesday, ["price": "0.00"]), 422),
            Request(.post, book, wish(TestHouse.tuesday, ["status": "confirmed"]), 422),
            Request(.post, book, wish(TestHouse.tuesday, ["client_name": ""]), 422),
            Request(.post, book, wish(TestHouse.tuesday, ["notes": "a\u{202E}b"]), 422),
            Request(.post, book, wish(TestHouse.tuesday, ["tz": "Mars/Olympus"]), 422),
            Request(.post, book, wish(TestHouse.tuesday, ["offering_id": "off_3nk2r8w1qz7"]), 422),
            Request(.post, book, wish(TestHouse.tuesday, ["location_id": "loc_3nk2r8w1qz7"]), 422),
            Request(.post, book, wish(TestHouse.tuesday, ["hold_token": "nobody's"]), 409),
            Request(.post, book, wish("2026-11-24T08:30:00Z", [:]), 409),
            Request(.post, book, wish("2026-11-24T02:00:00Z", [:]), 409),
            Request(.post, book, wish("2026-11-23T07:00:00Z", [:]), 409),
            Request(.post, book, wish("2020-01-01T08:00:00Z", [:]), 409),
            Request(.post, book, wish("2036-11-24T08:00:00Z", [:]), 409),
            Request(.post, book, wish("2026-11-24T09:00:00Z", [:]), 409),
            Request(.post, book, house.wish(TestHouse.tuesday), 409),
            Request(.post, book, ["offering_id": [], "start": 7], 422),
            Request(.post, "/public/nobody/book", wish(TestHouse.tuesday, [:]), 404),
            Request(
                .post, "/public/\(TestHouse.slug)/hold", ["offering_id": .string(house.lesson), "start": "soon"], 422),
            Request(.put, "/customer/bookings/\(booking)/cancel", ["key": .string(key)], 404),
            Request(.post, "/auth/login", ["username": "maria", "password": "wrong-wrong-wrong"], 401),
            Request(.post, "/auth/refresh", ["refresh_token": "nobody's"], 401),
            Request(.post, "/auth/register", account("maria2", "short"), 422),
            Request(.post, "/auth/register", account("maria", TestHouse.password), 422),
            Request(.put, "/bookings/\(booking)/status", ["status": "completed"], 401),
        ]
    }

    private func account(_ name: String, _ password: String) -> JSON {
        [
            "username": .string(name), "name": "M", "email": .string("\(name)@x.example"),
            "password": .string(password),
        ]
    }

    /// What an owner is refused.
    private func owners(_ house: TestHouse, _ booking: String) -> [Request] {
        let path = "/businesses/\(house.business)"
        let open: JSON = ["weekday": 1, "opens": "09:00", "closes": "12:00"]
        return [
            Request(.put, "/booking/settings", ["max_advance_booking_days": 9_999], 422),
            Request(.put, "/booking/settings", ["max_advance_booking_days": 3_000], 422),
            Request(.put, "/booking/settings", ["buffer_time_minutes": -1], 422),
            Request(.put, path, ["zone": "Mars/Olympus"], 422),
            Request(.put, path, ["currency": "USD"], 422),
            Request(.post, "/businesses", ["name": "Other", "slug": .string(TestHouse.slug), "zone": "UTC"], 422),
            Request(
                .post, "\(path)/offerings",
                ["kind": "appointment", "name": "X", "duration_minutes": 60, "price": "1.234"], 422),
            Request(
                .post, "\(path)/offerings",
                ["kind": "appointment", "name": "X", "duration_minutes": 60, "needs": [["res_3nk2r8w1qz7"]]], 422),
            Request(.put, "\(path)/offerings/\(house.lesson)", ["needs": [["res_3nk2r8w1qz7"]]], 422),
            Request(.delete, "\(path)/resources/\(house.ana)", nil, 409),
            Request(.put, "\(path)/resources/\(house.ana)", ["kind": "room"], 422),
            Request(.put, "\(path)/resources/\(house.ana)", ["location_id": "loc_3nk2r8w1qz7"], 422),
            Request(.put, "\(path)/resources/\(house.ana)", ["location_id": 7], 422),
            Request(.post, "\(path)/locations", ["name": ""], 422),
            Request(.post, "\(path)/locations", ["name": "Retiro", "zone": "UTC"], 422),
            Request(.post, "\(path)/locations", ["name": "Retiro", "directions": "a\u{202E}b"], 422),
            Request(.put, "\(path)/locations/loc_3nk2r8w1qz7", ["name": "Retiro"], 404),
            Request(.delete, "\(path)/locations/loc_3nk2r8w1qz7", nil, 404),
            Request(.put, "\(path)/schedules", ["hours": [open, open]], 422),
            Request(.put, "\(path)/schedules", ["hours": [["weekday": 9, "opens": "09:00", "closes": "12:00"]]], 422),
            Request(.post, "/booking/requests/\(booking)/approve", nil, 409),
            Request(.post, "/booking/requests/\(booking)/reject", ["reason": "Ill."], 409),
            Request(.put, "/bookings/\(booking)/status", ["status": "rejected"], 422),
        ]
    }

    @Test(arguments: TestEngine.available)
    func `after every refused request the database is as it was`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let booked = await house.book(TestHouse.tuesday)
            let booking = booked.json?["id"]?.string ?? ""
            for name in ["ana", "ben"] {
                #expect(await house.book("2026-11-24T09:00:00Z", "\(name)@example.com").status == 201)
            }
            let before = try await house.rows()
            var (refused, changed) = (0, 0)
            let asked =
                guests(house, booking).map { (house.guest, $0) } + owners(house, booking).map { (house.owner, $0) }
            for (door, request) in asked {
                let answer = await door.send(request.method, request.address, request.body, key: "key-\(refused)")
                #expect(
                    answer.status == request.status, "\(request.address) \(request.body?.text ?? "") \(answer.text)")
                let differences = try await house.rows().differences(from: before)
                #expect(differences == [], "\(request.address) \(request.body?.text ?? "")")
                refused += 1
                changed += differences.count
            }
            print("Q3 \(engine): \(refused) refused requests, rows changed \(changed)")
        }
    }

    @Test(arguments: TestEngine.available)
    func `the same key gives the same answer, and another body is refused`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let path = "/public/\(TestHouse.slug)/book"
            let first = await house.guest.send(.post, path, house.wish(TestHouse.tuesday), key: "k-1")
            #expect(first.status == 201)
            let second = await house.guest.send(.post, path, house.wish(TestHouse.tuesday), key: "k-1")
            // All but the link, which is stored with no answer.
            let (told, again) = (first.json?.members?.dropLast(), second.json?.members?.dropLast())
            #expect(second.status == 201 && told == again)
            #expect(first.json?.members?.last?.name == "manage_url")
            let before = try await house.rows()
            #expect(second.header("idempotent-replayed") == "true")
            let other = await house.guest.send(
                .post, path, house.wish(TestHouse.tuesday, "eve@example.com"), key: "k-1")
            #expect(other.status == 422)
            #expect(try await house.rows().differences(from: before) == [])
            // A key is its sender's own: the owner's is another one.
            let made = await house.owner.send(.post, "/businesses", ["name": "Second", "zone": "UTC"], key: "k-1")
            #expect(made.status == 201)
            let refused = await house.guest.send(.post, path, house.wish("2026-11-24T02:00:00Z"), key: "k-2")
            #expect(refused.status == 409)
            let afresh = await house.guest.send(.post, path, house.wish("2026-11-24T10:00:00Z"), key: "k-2")
            #expect(afresh.status == 201)
        }
    }
}
