import House
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import Messages
@testable import daybook

/// What the offering asks, answered by the forms of clients and staff, and read again in mails and pages.
@Suite struct AnswerFormTests {
    private static let questions: JSON = [
        ["id": "weight", "label": "Weight in kg", "kind": "number"],
        ["id": "rules", "label": "I agree to the rules", "kind": "consent"],
    ]

    private func mails(_ house: TestHouse, _ audience: String) async throws -> [String] {
        try await house.composition.worker.drain()
        return try await house.store.read { db in
            try db.rows("SELECT * FROM messages WHERE audience = \(audience) ORDER BY id").map {
                house.composition.messages.page(try Message($0)).text
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a number with a comma is taken by the three forms and refused by the API`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let offerings = "\(house.businessPath)/offerings"
            _ = try await house.owner.accepted(.put, "\(offerings)/\(house.lesson)", ["questions": Self.questions])
            let dive: JSON = [
                "kind": "appointment", "name": "Dive", "duration_minutes": 60, "needs": [[.string(house.ana)]],
            ]
            let second = try await house.owner.made(offerings, dive)["id"]?.string ?? ""
            let client = ["client_name": "Jo", "client_email": "jo@example.com"]
            let taken: SQL = "SELECT COUNT(*) FROM bookings WHERE answers LIKE '%\"82.5\"%'"

            let jo = Browser(house.composition.site)
            let path = "/book/\(TestHouse.slug)/\(house.lesson)/at/\(TestHouse.tuesday)"
            let wrong = await jo.post(
                path, client.merging(["answers/weight": "82,5,1"]) { $1 }, from: await jo.get(path))
            #expect(wrong.status == 422 && wrong.text.contains("82,5,1") && wrong.text.contains("like 12 or 12.5"))
            let booked = await jo.post(path, client.merging(["answers/weight": "82,5"]) { $1 }, from: wrong)
            #expect(booked.status == 303)
            #expect(try await house.number(taken) == 1)

            let visit = "/book/\(TestHouse.slug)/visit/times/at/2026-11-24T10:00:00Z"
            let form = await jo.get("\(visit)?offering_id=\(house.lesson)&offering_id=\(second)")
            let both = [
                "offering_id": "\(house.lesson)\n\(second)", "parts/0/answers/weight": "82,5",
            ].merging(client) { $1 }
            #expect(await jo.post(visit, both, from: form).status == 303)
            #expect(try await house.number(taken) == 2)

            let maria = try await house.browser("maria")
            let new = "/desk/\(TestHouse.slug)/bookings/new"
            let entry = client.merging([
                "offering_id": house.lesson, "date": "2026-11-25", "time": "10:00", "source": "phone",
                "answer_weight": "82,5",
            ]) { $1 }
            let entered = await maria.post(new, entry, from: await maria.get("\(new)?offering_id=\(house.lesson)"))
            #expect(entered.status == 303)
            #expect(try await house.number(taken) == 3)

            let answer = await house.book("2026-11-26T09:00:00Z", "al@example.com", ["answers": ["weight": "82,5"]])
            #expect(answer.status == 422)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a ticked box is read in mails as on the pages`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let path = "\(house.businessPath)/offerings/\(house.lesson)"
            _ = try await house.owner.accepted(.put, path, ["questions": Self.questions])
            let made = await house.book(
                TestHouse.tuesday, "john@example.com", ["answers": ["rules": "true", "weight": "82.5"]])
            let id = made.json?["id"]?.string ?? ""
            let (clients, owners) = (try await mails(house, "client"), try await mails(house, "owner"))
            #expect(clients.count == 1 && owners.count == 1)
            let (client, owner) = (clients.first ?? "", owners.first ?? "")
            #expect(client.contains("Agreed") && client.contains("82.5") && !client.contains("true"))
            #expect(owner.contains("De acuerdo") && !owner.contains("true"))
            let maria = try await house.browser("maria")
            let page = await maria.get("/desk/\(TestHouse.slug)/bookings/\(id)").text
            #expect(page.contains("Agreed"))
        }
    }
}
