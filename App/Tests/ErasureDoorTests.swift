import Catalogue
import Customers
import HTTPTypes
import House
import Identity
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import Privacy
@testable import daybook

/// Who asks, who looks and who decides (M4).
@Suite struct ErasureDoorTests {
    @Test(arguments: TestEngine.available)
    func `owners are told once that somebody asks, each in their language, by a mail that names nobody`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday)
            _ = try await house.person("olga")
            _ = try await house.person("sam")
            let id = try await house.customer()
            try await house.store.write { db in
                for (name, role) in [("olga", "owner"), ("sam", "staff")] {
                    try db.execute(
                        """
                        INSERT INTO members (business_id, user_id, role, created_at)
                        SELECT b.id, u.id, \(role), \(db.now) FROM businesses b, users u WHERE u.username = \(name)
                        """)
                }
                // What it is about is no booking: whoever wants no mails about those is told all the same.
                try db.execute("UPDATE users SET language = 'es', booking_mails = 0 WHERE username = 'olga'")
                let (privacy, customer) = (house.composition.privacy, try #require(CustomerID(id)))
                let business = try #require(BusinessID(house.business))
                for _ in 0..<2 { try privacy.askErasure(customer, business, by: Origin(actor: .customer), in: db) }
            }
            try await house.composition.worker.drain()
            let mails = try await house.store.read { db in
                try db.rows(
                    """
                    SELECT to_address, subject, body FROM messages WHERE kind = 'erasure_requested' ORDER BY to_address
                    """
                ).map { row in try (0..<3).map { try row[$0] as String } }
            }
            #expect(mails.map { $0[0] } == ["maria@daybook.example", "olga@daybook.example"])
            #expect(
                mails.map { $0[1] } == [
                    "A client of Swim School asks to be erased",
                    "Un cliente de Swim School pide que se borren sus datos",
                ])
            for mail in mails {
                for text in mail[2...] {
                    #expect(text.contains("http://localhost/desk/swim-school/privacy"))
                    for word in ["John", "john", id] { #expect(!text.contains(word), "\(word)") }
                }
            }
            let path = house.held(id) + "?cancels_upcoming=true"
            #expect(await house.owner.send(.delete, path).status == 204)
            #expect(try await !house.everything().contains("john@example.com"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a consent is asked for only where the business asks, kept with its words, and taken back by another row`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday, "john@example.com", ["wants_news": true])
            #expect(try await house.number("SELECT COUNT(*) FROM consents") == 0)
            _ = try await house.owner.accepted(
                .put, "/privacy/\(house.business)/settings", ["asks_news": true])
            _ = await house.book("2026-11-24T09:00:00Z", "john@example.com", ["wants_news": true])
            _ = await house.book("2026-11-24T10:00:00Z", "john@example.com", ["wants_news": true])
            let consents = house.held(try await house.customer()) + "/consents"
            let given = try await house.owner.accepted(.get, consents).array ?? []
            #expect(given.count == 1 && given.first?["door"] == "api")
            #expect(given.first?["wording"] == "Swim School may send me news by mail.")
            let back: JSON = ["purpose": "news", "wording": "No more news", "is_given": false]
            let noted = await house.owner.send(.post, consents, back, key: "once")
            #expect(noted.status == 201)
            #expect(await house.owner.send(.post, consents, back, key: "once").json == noted.json)
            let all = try await house.owner.accepted(.get, consents).array ?? []
            #expect(all.map { $0["is_given"] } == [false, true])
            #expect(
                await house.owner.send(.post, consents, ["purpose": "news", "wording": "", "is_given": 3]).status == 422
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `a client who has proved their address asks, the owner answers, and the link of somebody erased opens nothing`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let made = await house.book(TestHouse.tuesday)
            let url = made.json?["manage_url"]?.string ?? ""
            let bare = String(url.dropFirst("http://localhost".count)) + "/privacy"
            let browser = Browser(house.composition.site)
            // Whoever books under somebody's address has a link too.
            for path in [bare, bare + "/data.json"] {
                let answer = await browser.get(path)
                #expect(answer.status == 303 && answer.header("location") == "/my" && answer.text.isEmpty)
            }
            let untouched = try await house.rows()
            for path in [bare + "/erase", bare + "/news"] {
                let answer = await browser.post(path, [:])
                #expect(answer.status == 303 && answer.header("location") == "/my" && answer.text.isEmpty)
            }
            #expect(try await house.rows().differences(from: untouched) == [])
            let links = house.composition.site.pages.filter { $0.path.hasPrefix("/b/{reference}/{key}/privacy") }
            #expect(links.count == 4, "each door to a client's own data is asked above")
            browser.have(house.composition.house.cookie.customer, try await house.prove("john@example.com"))
            let reference = made.json?["reference"]?.string ?? ""
            let link = "/b/\(reference)/my/privacy"
            #expect(await browser.get(link).text.contains("john@example.com"))
            #expect(await browser.get(link + "/data.json").json?["customers"]?.array?.count == 1)
            #expect(await browser.post(link + "/erase", [:]).status == 303)
            #expect(await browser.post(link + "/erase", [:]).status == 303)
            let path = "/privacy/\(house.business)/requests"
            #expect(try await house.owner.accepted(.get, path).array?.count == 1)
            let customer = try await house.customer()
            #expect(
                await house.owner.send(.delete, house.held(customer) + "?cancels_upcoming=true").status == 204)
            #expect(try await house.owner.accepted(.get, path).array?.isEmpty == true)
            #expect(await browser.get(link).status == 404)
            let cause = try await house.store.read { db in
                try db.value("SELECT details FROM events WHERE action = 'customer.erased'", as: String.self)
            }
            #expect(cause?.contains("\"request\"") == true)
        }
    }

    @Test(arguments: TestEngine.available)
    func `whoever looks at a client is written down, and erasing at the desk asks for the name`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday)
            let id = try await house.customer()
            let desk = "/desk/\(TestHouse.slug)/customers/\(id)"
            let browser = Browser(house.composition.site)
            #expect(await browser.logIn("maria").status == 303)
            #expect(await browser.get(desk).text.contains("John Doe"))
            #expect(await browser.get("\(desk)/data").status == 200)
            #expect(await browser.get("\(desk)/data.json").status == 200)
            #expect(await house.owner.get(house.held(id)).status == 200)
            let seen = try await house.store.read { db in
                try db.rows("SELECT action FROM events WHERE subject = \(id) AND actor LIKE 'usr%' ORDER BY id").map {
                    try $0[0] as String
                }
            }
            #expect(seen == ["customer.read", "customer.exported", "customer.exported", "customer.exported"])
            let page = await browser.get("\(desk)/erase")
            let before = try await house.rows()
            for fields in [["name": "Jane Doe"], ["name": ""], [:], ["name": "John Doe"]] {
                let answer = await browser.post("\(desk)/erase", fields, from: page)
                #expect(answer.status == (fields["name"] == "John Doe" ? 409 : 422), "\(fields)")
            }
            #expect(try await house.rows().differences(from: before) == [])
            let fields = ["name": "John Doe", "cancels_upcoming": "true"]
            #expect(await browser.post("\(desk)/erase", fields, from: page).status == 303)
            #expect(try await house.customer() == "nobody")
        }
    }

    @Test(arguments: TestEngine.available)
    func `an account is deleted by its password, and not by the last owner or the last admin`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let ben = house.guest.as(try await house.person("ben"))
            try await house.store.write { db in
                try db.execute("UPDATE users SET role = 'admin' WHERE username = 'ben'")
            }
            let right: JSON = ["password": .string(TestHouse.password)]
            let before = try await house.rows()
            #expect(await ben.send(.delete, "/privacy/me", ["password": "not-the-password-1"]).status == 422)
            #expect(await ben.send(.delete, "/privacy/me", right).code == "last_admin")
            #expect(await house.owner.send(.delete, "/privacy/me", right).code == "last_owner")
            #expect(try await house.rows().differences(from: before) == [])
            try await house.store.write { db in try db.execute("UPDATE users SET role = 'user'") }
            #expect(await ben.send(.delete, "/privacy/me", right).status == 204)
            #expect(await ben.get("/auth/me").status == 401)
            #expect(await house.logIn("ben").status == 401)
            #expect(try await !house.everything().contains("ben@daybook.example"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a mail about an account that is gone before it was written is never written`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let ben = house.guest.as(try await house.person("ben"))
            let right: JSON = ["password": .string(TestHouse.password)]
            #expect(await ben.send(.delete, "/privacy/me", right).status == 204)
            try await house.composition.worker.drain()
            let mails: SQL = """
                SELECT COUNT(*) FROM messages m JOIN users u ON u.id = m.user_id WHERE u.erased_at IS NOT NULL
                """
            #expect(try await house.number(mails) == 0)
            #expect(try await house.number("SELECT COUNT(*) FROM jobs WHERE state = 1") == 0)
        }
    }
}
