import Catalogue
import Customers
import Foundation
import House
import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// What belongs to somebody else answers like what does not exist (A10, Q8).
@Suite struct StrangerTests {
    /// Ids of Maria's things, and ids that nothing has.
    private struct Ids {
        var real: [String: String]
        var random: [String: String]
    }

    private func ids(_ house: TestHouse) async throws -> Ids {
        let booked = await house.book(TestHouse.tuesday).json
        let booking = booked?["id"]?.string ?? ""
        let reference = booked?["reference"]?.string ?? ""
        let session = try await house.session()
        let image = try await house.image(of: "/businesses/\(house.business)")
        let days: JSON = ["from_date": "2026-12-24", "through_date": "2026-12-26", "kind": "closed"]
        let closed = try await house.owner.made("/businesses/\(house.business)/schedules/exceptions", days)
        let invited = try await house.owner.made(
            "/businesses/\(house.business)/members", ["email": "new@daybook.example", "role": "staff"])
        let me = try await house.owner.accepted(.get, "/auth/me")["id"]?.string ?? ""
        let location = try await house.owner.made("/businesses/\(house.business)/locations", ["name": "Retiro"])
        let login = try await house.owner.accepted(.get, "/auth/sessions").array?.first?["id"]?.string
        let wish: JSON = [
            "name": "K", "scopes": ["booking:view_all"], "expires_in_days": 1, "password": .string(TestHouse.password),
        ]
        try await house.proveAddress(of: "maria")
        let key = try await house.owner.made("/auth/api-keys", wish)["id"]?.string
        let customer = try await house.store.read { db in
            try db.value("SELECT id FROM customers", as: CustomerID.self)?.description
        }
        let link = try await house.owner.accepted(.get, "/bookings/\(booking)/links")["links"]?.array?.first
        return Ids(
            real: [
                "user_id": me, "invitation_id": invited["id"]?.string ?? "",
                "business_id": house.business, "resource_id": house.ana, "offering_id": house.lesson, "id": booking,
                "slug": TestHouse.slug, "reference": reference, "ref": reference, "image_id": image,
                "session_id": session, "exception_id": closed["id"]?.string ?? "",
                "location_id": location["id"]?.string ?? "",
                "login_id": login ?? "", "key_id": key ?? "", "link_id": link?["id"]?.string ?? "",
                "customer_id": customer ?? "",
            ],
            random: [
                "user_id": "usr_3nk2r8w1qz7", "invitation_id": "inv_3nk2r8w1qz7",
                "business_id": "biz_3nk2r8w1qz7", "resource_id": "res_3nk2r8w1qz7", "offering_id": "off_3nk2r8w1qz7",
                "id": "bkg_3nk2r8w1qz7", "slug": "no-such-school", "reference": "ZZZZZZZZ", "ref": "ZZZZZZZZ",
                "session_id": "ses_3nk2r8w1qz7", "image_id": "img_3nk2r8w1qz7", "exception_id": "exc_3nk2r8w1qz7",
                "location_id": "loc_3nk2r8w1qz7",
                "login_id": "lgn_3nk2r8w1qz7", "key_id": "key_3nk2r8w1qz7", "link_id": "lnk_3nk2r8w1qz7",
                "customer_id": "cus_3nk2r8w1qz7",
            ])
    }

    @Test(arguments: TestEngine.available)
    func `a stranger's id answers exactly like one that nobody has`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let ids = try await ids(house)
            let zoe = house.guest.as(try await house.person("zoe"))
            _ = try await zoe.made("/businesses", ["name": "Zoe's", "zone": "UTC"])
            let before = try await house.rows()
            var cells = 0
            for endpoint in house.composition.site.endpoints where !endpoint.access.isOpen {
                guard !Paths.names(endpoint.path).isEmpty || endpoint.takesIDs else { continue }
                let real = await ask(zoe, endpoint, ids.real)
                let random = await ask(zoe, endpoint, ids.random)
                #expect(real.status == 404 && random.status == 404, "\(endpoint.operationID) \(real.text)")
                #expect(real.withoutRequest == random.withoutRequest, "\(endpoint.operationID)")
                cells += 1
            }
            #expect(cells > 20)
            #expect(try await house.rows().differences(from: before) == [])
            print("Q8 \(engine): \(cells) operations, a stranger's id and a random one, mismatches 0")
        }
    }

    private func ask(_ door: APIDoor, _ endpoint: Endpoint, _ ids: [String: String]) async -> Answer {
        var address = Paths.filled(endpoint.path) { ids[$0] ?? "?" }
        let query = endpoint.query.filter(\.isIDOrNeeded).map { field in
            "\(field.name)=\(Encoding.encoded(ids[field.name] ?? field.sample.string ?? ""))"
        }
        if !query.isEmpty { address += "?" + query.joined(separator: "&") }
        let body = endpoint.body.map { schema in
            JSON.object(
                schema.fields.filter { $0.sample != .null }.map { field in
                    .init(field.name, ids[field.name].map(JSON.string) ?? field.sample)
                })
        }
        if !endpoint.files.isEmpty { return await door.upload(address, [1, 2, 3]) }
        return await door.send(endpoint.method, address, body)
    }

    @Test func `a stranger's desk answers exactly like one that nobody has`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let ids = try await ids(house)
            _ = try await house.person("zoe")
            let zoe = Browser(house.composition.site)
            #expect(await zoe.logIn("zoe").status == 303)
            let form = await zoe.get("/desk/new")
            #expect(form.formToken != nil)
            let before = try await house.rows()
            var cells = 0
            for page in house.composition.all.flatMap({ $0.pages }) where page.path.hasPrefix("/desk/{slug}") {
                var answers: [Answer] = []
                for some in [ids.real, ids.random] {
                    let path = Paths.filled(page.path) { some[$0] ?? some["id"] ?? "?" }
                    answers.append(page.method == .get ? await zoe.get(path) : await zoe.post(path, [:], from: form))
                }
                // A form's address asked for by GET leads to the page of its form, which is not there.
                let isMoved = page.method == .get && answers.allSatisfy { $0.status == 303 }
                #expect(answers.map(\.status) == [404, 404] || isMoved, "\(page.method.rawValue) \(page.path)")
                #expect(shown(answers[0], ids.real) == shown(answers[1], ids.random), "\(page.path)")
                cells += 1
            }
            #expect(cells > 15)
            #expect(try await house.rows().differences(from: before) == [])
            print("Q8: \(cells) desk pages, a stranger's and nobody's, mismatches 0")
        }
    }

    /// The page without the address itself (links to change the language carry it) and the request's number.
    private func shown(_ answer: Answer, _ ids: [String: String]) -> String {
        var text = "\(answer.header("location") ?? "") \(answer.text)".replacing(/r-[0-9a-z]{6,}/, with: "r-0")
        for value in ids.values { text = text.replacing(value, with: "*") }
        return text
    }

    @Test func `a viewer sees no contact data and changes nothing`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let ids = try await ids(house)
            let token = try await house.person("vera")
            try await house.store.write { db in
                try db.execute(
                    """
                    INSERT INTO members (business_id, user_id, role, created_at)
                    SELECT b.id, u.id, 'viewer', 0 FROM businesses b, users u WHERE u.username = 'vera'
                    """)
            }
            let vera = house.guest.as(token)
            let seen = try await vera.accepted(.get, "/bookings/\(ids.real["id"] ?? "")")
            #expect(seen["client_name"] == "John Doe" && seen["client_email"] == .null)
            let before = try await house.rows()
            for endpoint in house.composition.site.endpoints where endpoint.method.changes {
                // Who may read may also leave.
                guard case .member(let permission) = endpoint.access, permission != "booking:view_all" else { continue }
                let answer = await ask(vera, endpoint, ids.real)
                #expect(answer.status == 403, "\(endpoint.operationID) \(answer.text)")
            }
            #expect(try await house.rows().differences(from: before) == [])
        }
    }
}

extension Field {
    fileprivate var isID: Bool {
        if case .formatted(let format) = shape { format.name.hasSuffix("-id") } else { false }
    }
    fileprivate var isIDOrNeeded: Bool { isRequired || name == "business_id" }
}

extension Endpoint {
    /// Whether something of a business is named beside the path.
    fileprivate var takesIDs: Bool {
        query.contains { $0.name == "business_id" } || body?.fields.contains { $0.name == "business_id" } == true
    }
}

extension Answer {
    fileprivate var withoutRequest: [JSON.Member]? { json?.members?.filter { $0.name != "request_id" } }
}
