import House
import Identity
import Storage
import Web
import Words

extension AccountSlice {
    var loginPages: [PageRoute] {
        [
            .get("/login", access: .anyone, query: [Self.next]) { visit in
                if visit.visitor.signedIn != nil { return .see(visit.query.text("next") ?? "/desk") }
                return try show(LoginPage(visit, outsideWays), visit)
            },
            .post("/login", access: .anyone) { visit in try await logIn(visit) },
            .get("/login/code", access: .anyone, query: [Self.next]) { visit in
                guard try await isPending(visit) else { return .see("/login") }
                return try show(LoginCodePage(visit), visit)
            },
            .post("/login/code", access: .anyone) { visit in try await giveCode(visit) },
            .get("/register", access: .anyone) { visit in
                try show(RegisterPage(visit.words, outsideWays, values: [:]), visit)
            },
            .post("/register", access: .anyone) { visit in try await signUp(visit) },
            .post("/logout", access: .anyone) { visit in
                try await identity.leave(visit)
                return loggedOutAnswer("account.notice.logged_out")
            },
        ]
    }

    static let next = Field("next", .text(1...500), optional: true, sample: "/desk")

    private func logIn(_ visit: Visit) async throws -> Answer {
        try await again(visit, { LoginPage(visit, outsideWays, $0) }) {
            let fields = try LoginPage.schema.accept(form: visit.body.texts)
            let (name, password) = (fields.text("username") ?? "", fields.text("password") ?? "")
            let entry = try await identity.enter(name, password, visit)
            return answer(entry, visit, to: fields.text("next") ?? "/desk")
        }
    }

    private func isPending(_ visit: Visit) async throws -> Bool {
        guard let token = visit.incoming.cookie(house.cookie.pending) else { return false }
        return try await house.store.read { db in try LoginChallenge.isOpen(token, in: db) }
    }

    private func giveCode(_ visit: Visit) async throws -> Answer {
        try await again(visit, { LoginCodePage(visit, $0) }) {
            let fields = try LoginCodePage.schema.accept(form: visit.body.texts)
            let token = visit.incoming.cookie(house.cookie.pending) ?? ""
            let entry = try await identity.enter(challenge: token, fields.text("code") ?? "", visit)
            let cookie = house.cookie.set(house.cookie.pending, "", seconds: 0)
            return answer(entry, visit, to: fields.text("next") ?? "/desk").with(cookie.name, cookie.value)
        }
    }

    private func signUp(_ visit: Visit) async throws -> Answer {
        try await again(visit, { RegisterPage(visit.words, outsideWays, values: visit.body.texts, $0) }) {
            let fields = try Registration.schema.accept(form: visit.body.texts)
            let user = try await identity.register(Registration(fields, visit.words.language), by: Origin(visit))
            let entry = try await house.store.write { db in try identity.enter(user, visit, in: db) }
            return answer(entry, visit, to: "/desk")
        }
    }
}
