import Bookings
import Catalogue
import Customers
import House
import Identity
import Kernel
import Storage
import Web
import Words

/// My bookings, for who has no account (H3): an address, a code by mail, and what was booked with it. Who is logged in with an address
/// that is proved sees theirs at once.
extension StorefrontSlice {
    var myPages: [PageRoute] {
        [
            .get("/my", access: .anyone, query: [Self.when, Schema.paging[0]]) { visit in try await showMine(visit) },
            .post("/my", access: .anyone) { visit in try await askCode(visit) },
            .get("/my/code", access: .anyone) { visit in try await showCode(visit) },
            .post("/my/code", access: .anyone) { visit in try await enterCode(visit) },
            .post("/my/leave", access: .anyone) { visit in
                try await house.store.write { db in try customers.leave(visit, in: db) }
                let cookie = house.cookie.setStrict(house.cookie.customer, "", seconds: 0)
                return Answer.see("/my").with(cookie.name, cookie.value).noticing("public.notice.left")
            },
        ]
    }

    private static let when = Field("when", .choice(["past"]), optional: true, sample: "past")
    private var customers: CustomerSlice { bookings.customers }

    private func showMine(_ visit: Visit) async throws -> Answer {
        try await house.store.read { db in
            guard let email = try customers.email(of: visit, in: db) else {
                return try show(MyAskPage(visit.words), visit)
            }
            let which: OwnBookings = visit.query.text("when") == nil ? .upcoming : .history
            let cursor = visit.query.text("cursor")
            let batch = try db.bookings(madeBy: email, which, after: cursor, limit: 25)
            let rows = try batch.bookings.compactMap { booking in
                try db.business(booking.business).map { business in
                    MyBookingsPage.Row(booking, business, bookings.zone(business), visit.words)
                }
            }
            return try show(
                MyBookingsPage(
                    visit.words, rows, which, email: email, next: batch.next, isUser: visit.visitor.signedIn != nil),
                visit)
        }
    }

    private func show(_ page: some Page, _ visit: Visit, status: Int = 200) throws -> Answer {
        try house.page(page, visit, chrome(nil, visit), status: status)
    }

    private func askCode(_ visit: Visit) async throws -> Answer {
        do {
            let fields = try CustomerSlice.asking.accept(form: visit.body.texts)
            let token = try await customers.askCode(
                fields.text("email").flatMap(Contact.normalised(email:)) ?? "", visit)
            // The link in the mail is followed from another site, where the mail is read.
            let cookie = house.cookie.set(house.cookie.asking, token.text, seconds: 600)
            return Answer.see("/my/code").with(cookie.name, cookie.value)
        } catch let problem as Problem where problem.status == 422 {
            return try show(MyAskPage(visit.words, visit.body.texts, problem), visit, status: 422)
        }
    }

    private func showCode(_ visit: Visit) async throws -> Answer {
        let token = visit.incoming.cookie(house.cookie.asking) ?? ""
        guard try await house.store.read({ db in try db.awaitsCode(token) }) else { return .see("/my") }
        return try show(MyCodePage(visit.words), visit)
    }

    private func enterCode(_ visit: Visit) async throws -> Answer {
        do {
            let fields = try MyCodePage.schema.accept(form: visit.body.texts)
            let token = visit.incoming.cookie(house.cookie.asking) ?? ""
            let session = try await customers.enterCode(token, fields.text("code") ?? "")
            let seconds = Int(CustomerSlice.sessionLife.milliseconds / 1_000)
            let cookies = [
                house.cookie.setStrict(house.cookie.customer, session.text, seconds: seconds),
                house.cookie.set(house.cookie.asking, "", seconds: 0),
            ]
            return cookies.reduce(Answer.see("/my")) { $0.with($1.name, $1.value) }
        } catch let problem as Problem where problem.status < 500 {
            let shown = problem.status == 422 ? problem : Problem(problem.status, problem.code)
            return try show(MyCodePage(visit.words, shown), visit, status: problem.status)
        }
    }
}
