import Bookings
import Customers
import House
import Identity
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// A copy has what is held about who asks, all of it, and nothing that is somebody else's (M4).
@Suite struct CopyTests {
    private static let inbox = "hola@swim-school.example"

    /// Somebody with an account at an address that they never prove, who would like another address of somebody else's.
    private func mallory(_ house: TestHouse, email: String, wanting other: String) async throws -> APIDoor {
        let account: JSON = [
            "username": "mallory", "name": "Mallory", "email": .string(email), "password": .string(TestHouse.password),
        ]
        _ = try await house.guest.made("/auth/register", account)
        let door = house.guest.as(try await house.grant("mallory").access)
        let change: JSON = ["email": .string(other), "password": .string(TestHouse.password)]
        #expect(await door.send(.post, "/auth/email", change).status < 300)
        return door
    }

    @Test(arguments: TestEngine.available)
    func `an address that was only typed shows nothing that was written there, and takes nothing of it away`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday, "john@example.com", ["notes": "Johns-own-words"])
            _ = try await house.guest.made("/customer/codes", ["email": "john@example.com"])
            _ = try await house.owner.made(
                "/businesses/\(house.business)/members", ["email": "john@example.com", "role": "viewer"])
            _ = try await house.resetToken("maria")
            try await house.composition.worker.drain()
            let counted: SQL = """
                SELECT (SELECT COUNT(*) FROM messages WHERE kind NOT LIKE 'account.%') * 10000
                    + (SELECT COUNT(*) FROM customer_codes) * 100 + (SELECT COUNT(*) FROM invitations)
                """
            let before = try await house.number(counted)
            #expect(before > 40_000)
            for other in [Self.inbox, "maria@daybook.example"] {
                let door = try await mallory(house, email: "john@example.com", wanting: other)
                try await house.composition.worker.drain()
                let copy = try await door.accepted(.get, "/privacy/me").text
                #expect(copy.contains("mallory") && copy.contains("john@example.com"))
                for word in ["Johns-own-words", "John Doe", "Swim School", "token=", "viewer"] {
                    #expect(!copy.contains(word), "\(word)")
                }
                let ended = await door.send(.delete, "/privacy/me", ["password": .string(TestHouse.password)])
                #expect(ended.status == 204, "\(ended.text)")
                #expect(try await house.number(counted) == before)
                #expect(try await house.number("SELECT COUNT(*) FROM messages WHERE to_name = 'Mallory'") == 0)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a copy has neither the links of mails nor the owners' addresses`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday)
            _ = try await house.resetToken("maria")
            let mine = try await house.owner.accepted(.get, "/privacy/me")
            let kinds = (mine["messages"]?.array ?? []).compactMap { $0["subject"]?.string }
            #expect(kinds.contains("Set a new password") && !mine.text.contains("token="))
            let id = try await house.customer()
            let johns = try await house.owner.accepted(.get, "/privacy/\(house.business)/customers/\(id)")
            let mails = johns["messages"]?.array ?? []
            #expect(mails.count == 2 && mails.contains { $0["to_address"] == "john@example.com" })
            #expect(!johns.text.contains(Self.inbox) && !johns.text.contains("/b/"))
            // What the owner was told of them is about them.
            #expect(mails.contains { $0["body"]?.text.contains("John Doe") == true })
        }
    }

    @Test(arguments: TestEngine.available)
    func `who works in a business sees from where they did things, and takes no client's data with them`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let made = await house.book(TestHouse.tuesday)
            let id = made.json?["id"]?.string ?? ""
            _ = try await house.owner.accepted(.put, "/bookings/\(id)/cancel", ["reason": "John-is-ill"])
            try await house.store.write { db in
                try db.execute("UPDATE events SET address = '192.0.2.7' WHERE action = 'booking.cancelled'")
                // The owner's mails come to her own address.
                try db.execute("UPDATE businesses SET email = NULL")
                try db.execute("UPDATE users SET email_verified_at = \(db.now)")
            }
            _ = await house.book("2026-11-24T10:00:00Z")
            try await house.composition.worker.drain()
            let copy = try await house.owner.accepted(.get, "/privacy/me").text
            #expect(copy.contains("192.0.2.7") && copy.contains("booking.cancelled"))
            for word in ["John-is-ill", "John Doe", "john@example.com"] { #expect(!copy.contains(word), "\(word)") }
        }
    }

    @Test(arguments: TestEngine.available)
    func `who may not read the owner's notes does not find them in a copy`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let id = await house.book(TestHouse.tuesday).json?["id"]?.string ?? ""
            let notes: JSON = ["internal_notes": "Johns-file", "owner_notes": "Johns-debts"]
            _ = try await house.owner.accepted(.put, "/bookings/\(id)/notes", notes)
            let sam = house.guest.as(try await house.person("sam"))
            try await house.store.write { db in
                try db.execute(
                    """
                    INSERT INTO members (business_id, user_id, role, created_at)
                    SELECT b.id, u.id, 'staff', \(db.now) FROM businesses b, users u WHERE u.username = 'sam'
                    """)
            }
            let path = house.held(try await house.customer())
            let (theirs, owners) = (
                try await sam.accepted(.get, path).text, try await house.owner.accepted(.get, path).text
            )
            #expect(theirs.contains("Johns-file") && !theirs.contains("Johns-debts"))
            #expect(owners.contains("Johns-file") && owners.contains("Johns-debts"))
            let browser = Browser(house.composition.site)
            #expect(await browser.logIn("sam").status == 303)
            let desk = "/desk/\(TestHouse.slug)/customers/\(try await house.customer())/data"
            for address in [desk, desk + ".json", desk + "?table=bookings&from=0"] {
                let text = await browser.get(address).text
                #expect(text.contains("Johns-file") && !text.contains("Johns-debts"), "\(address)")
            }
        }
    }

    /// Staff know a client by the number, and whoever gives it and an address of their own becomes one with them.
    @Test(arguments: TestEngine.available)
    func `an address that is proved opens what was booked with it, and nothing of who had the telephone number before`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let vic: JSON = [
                "business_id": .string(house.business), "offering_id": .string(house.lesson),
                "start": .string(TestHouse.tuesday), "client_name": "Vic Timm", "client_phone": "+34600111222",
            ]
            let theirs = try await house.owner.made("/bookings", vic)
            let noted: JSON = ["internal_notes": "Vics-file"]
            _ = try await house.owner.accepted(.put, "/bookings/\(theirs["id"]?.string ?? "")/notes", noted)
            let johns: JSON = [
                "business_id": .string(house.business), "offering_id": .string(house.lesson),
                "start": "2026-11-24T09:00:00Z", "client_name": "John Doe", "client_email": "john@example.com",
                "client_phone": "+34600111222",
            ]
            let own = try await house.owner.made("/bookings", johns)
            #expect(try await house.number("SELECT COUNT(*) FROM customers") == 1)
            let browser = Browser(house.composition.site)
            browser.have(house.composition.house.cookie.customer, try await house.prove("john@example.com"))
            let link = "/b/\(own["reference"]?.string ?? "")/my/privacy"
            for text in [await browser.get(link).text, await browser.get(link + "/data.json").text] {
                #expect(text.contains("john@example.com"))
                for word in ["Vic", theirs["reference"]?.string ?? ""] { #expect(!text.contains(word), "\(word)") }
            }
            #expect(await browser.post(link + "/erase", [:]).status == 404)
            #expect(try await house.number("SELECT COUNT(*) FROM erasure_requests") == 0)
            // What is under their own address alone is theirs, whole.
            let only = await house.book("2026-11-24T10:00:00Z", "ada@example.com").json?["reference"]?.string ?? ""
            browser.have(house.composition.house.cookie.customer, try await house.prove("ada@example.com"))
            #expect(await browser.get("/b/\(only)/my/privacy/data.json").json?["customers"]?.array?.count == 1)
            #expect(await browser.post("/b/\(only)/my/privacy/erase", [:]).status == 303)
        }
    }

    /// Who comes along, asks for a code, and asks in vain for what a job has not done yet.
    @Test(arguments: TestEngine.available)
    func `who is erased is gone where others booked for them, from codes, and from jobs that were given up`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let reference = await house.book(TestHouse.tuesday).json?["reference"]?.string ?? ""
            try await house.bookPair(for: "ada@example.com", with: ("Johnny Doe", "john@example.com"))
            _ = try await house.guest.made("/customer/codes", ["email": "john@example.com"])
            try await house.composition.worker.drain()
            let path = "/bookings/ref/\(reference)/link"
            #expect(await house.guest.send(.post, path, ["email": "john@example.com"]).status == 202)
            _ = await house.guest.send(.post, "/auth/forgot-password", ["email": "john@example.com"])
            try await house.giveUp()
            #expect(try await house.number("SELECT COUNT(*) FROM jobs WHERE personal LIKE '%john@example.com%'") == 2)
            let customer = "/privacy/\(house.business)/customers/\(try await house.customer())"
            let copy = try await house.owner.accepted(.get, customer)
            #expect(copy["participants"]?.text.contains("Johnny Doe") == true)
            #expect(copy["jobs"]?.array?.count == 2)
            #expect(copy["messages"]?.text.contains("code") == true)
            #expect(await house.owner.send(.delete, customer + "?cancels_upcoming=true").status == 204)
            let left = try await house.everything()
            for word in ["john@example.com", "Johnny Doe", "John Doe", Secret.hash("john@example.com")] {
                #expect(!left.contains(word), "\(word)")
            }
            // Ada comes, and whoever else was booked for.
            #expect(try await house.number("SELECT COUNT(*) FROM participants") == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `admins see of a job that was given up whose it is by ids alone`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let adele = house.guest.as(try await house.person("adele"))
            try await house.store.write { db in
                try db.execute("UPDATE users SET role = 'admin' WHERE username = 'adele'")
            }
            let reference = await house.book(TestHouse.tuesday).json?["reference"]?.string ?? ""
            for path in ["/bookings/ref/\(reference)/link", "/auth/forgot-password", "/customer/codes"] {
                #expect(await house.guest.send(.post, path, ["email": "maria@daybook.example"]).status == 202)
            }
            try await house.giveUp()
            let shown = try await adele.accepted(.get, "/admin/jobs?limit=100").text
            let kinds = ["Bookings.want_link", "Identity.forgot_password", "Customers.code"]
            for kind in kinds { #expect(shown.contains(kind), "\(kind)") }
            for word in ["maria@", reference, "address", "agent", "email"] { #expect(!shown.contains(word), "\(word)") }
            let page = Browser(house.composition.site)
            #expect(await page.logIn("adele").status == 303)
            let text = await page.get("/admin/jobs").text
            #expect(text.contains("Bookings.want_link"))
            for word in ["maria@", reference] { #expect(!text.contains(word), "\(word)") }
        }
    }
}

extension TestHouse {
    /// The client with this address.
    func customer(_ email: String = "john@example.com") async throws -> String {
        try await store.read { db in
            let id: CustomerID? = try db.value("SELECT id FROM customers WHERE email = \(email)")
            return id?.description ?? "nobody"
        }
    }

    /// A session of a client who has proved this address; its token.
    func prove(_ email: String) async throws -> String {
        let proof = Secret()
        try await store.write { db in
            let id = db.newID(JobID.self).rawValue
            try db.execute(
                """
                INSERT INTO customer_sessions (id, token_hash, email, created_at, expires_at)
                VALUES (\(id), \(proof.hash), \(email), \(db.now), \(db.now + .hours(2)))
                """)
        }
        return proof.text
    }

    /// Every value of every table, in one text.
    func everything() async throws -> String {
        try await store.read { db in
            try db.tableNames().map { name in "\(try db.allRows(ofTable: name).map(\.values))" }.joined()
        }
    }

    /// Gives up every job that waits, as their last failed try would.
    func giveUp(kind: String = "%") async throws {
        try await store.write { db in
            try db.execute("UPDATE jobs SET state = 1, due_at = \(db.now) WHERE kind LIKE \(kind)")
        }
    }

    /// A pair lesson on Wednesday at nine, for somebody and whoever comes along.
    func bookPair(for email: String, with other: (name: String, email: String)) async throws {
        let pool = try await owner.made(
            "/businesses/\(business)/resources", ["kind": "room", "name": "Pool", "capacity": 4])
        let pair = try await owner.made(
            "/businesses/\(business)/offerings",
            [
                "kind": "appointment", "name": "Pair lesson", "duration_minutes": 60, "price": "50.00",
                "asks_names": true, "max_party": 3, "needs": [[pool["id"] ?? .null]],
            ])
        let wish: [String: JSON] = [
            "offering_id": pair["id"] ?? .null, "party": 2, "client_name": "Ada Poe",
            "participants": ["Ada Poe", .string(other.name)], "participant_emails": ["", .string(other.email)],
        ]
        let booked = await book("2026-11-25T08:00:00Z", email, wish)
        guard booked.status == 201 else { throw Refused(booked) }
    }
}
