import Bookings
import Catalogue
import House
import Kernel
import Storage
import Web
import Words

/// The way back for who has lost their link (D3).
extension StorefrontSlice {
    /// Where links can be asked for: the door gives it the strictest rate.
    package static let signInPaths: Set<String> = ["/find"]

    var findPages: [PageRoute] {
        [
            .get("/find", access: .anyone, query: [FindPage.query, FindPage.sent]) { visit in try await look(visit) },
            .post("/find", access: .anyone, challenged: true) { visit in try await wantLink(visit) },
        ]
    }

    /// What is harmless, to who has the reference. One that nobody has, a hold and one long over answer alike.
    private func look(_ visit: Visit) async throws -> Answer {
        guard let typed = visit.query.text("reference") else {
            let sent = visit.query.bool("sent") == true ? visit.words("public.find.sent") : nil
            return try house.page(FindPage(visit.words, typed: [:], sent: sent), visit, chrome(nil, visit))
        }
        try bookings.allowLookUp(visit)
        return try await house.store.read { db in
            guard let (booking, business) = try bookings.glance(typed, in: db) else {
                return try find(visit, ["reference": typed], missing: visit.words("public.find.missing"), status: 404)
            }
            let zone = bookings.zone(business)
            let glance = FindPage.Glance(
                businessName: business.name,
                when: visit.words.formats.range(from: booking.start, to: booking.end, in: zone),
                status: booking.status.rawValue, statusLabel: visit.words("web.status.\(booking.status.rawValue)"))
            return try find(visit, ["reference": booking.reference], glance)
        }
    }

    private func find(
        _ visit: Visit, _ typed: [String: String], _ glance: FindPage.Glance? = nil, missing: String? = nil,
        _ problem: Problem? = nil, status: Int = 200
    ) throws -> Answer {
        let page = FindPage(visit.words, typed: typed, glance, missing: missing, problem)
        return try house.page(page, visit, chrome(nil, visit), status: status)
    }

    /// Sends the link to the address that fits the reference. Nobody is told whether one does.
    private func wantLink(_ visit: Visit) async throws -> Answer {
        do {
            let fields = try FindPage.schema.accept(form: visit.body.texts)
            let email = fields.text("email").flatMap(Contact.normalised(email:)) ?? ""
            let reference = fields.text("reference") ?? ""
            try await house.store.write { db in try bookings.wantLink(reference, email: email, visit, in: db) }
            return .see("/find?sent=true")
        } catch let problem as Problem where problem.status == 422 {
            return try find(visit, visit.body.texts, nil, problem, status: problem.status)
        }
    }
}
