import House
import Identity
import Kernel
import OpenID
import Storage
import Web

extension FederationSlice {
    static let next = Field("next", .text(1...500), optional: true, sample: "/desk")
    static let link = Field("link", .choice(["yes"]), optional: true, "To link, not to log in.", sample: "yes")

    /// Sends the browser to the provider, with a secret of its own to come back with.
    func begin(_ visit: Visit) async throws -> Answer {
        let provider = try provider(visit.parameter("provider"))
        var user: UserID?
        if visit.query.text("link") != nil { user = UserID(rawValue: try visit.user().id) }
        let wanted = visit.query.text("next") ?? "/desk"
        let (state, browser) = (Secret(), browser(visit) ?? Secret().text)
        let round = SignInRound(
            state: state.text, browser: browser, redirect: Self.callback(house.baseURL, provider.id))
        let place: String
        do { place = try await provider.start(round) } catch let fault as OpenIDFault {
            return try refused(fault, provider, visit)
        }
        let wanting = user
        try await house.store.write { db in
            try SignInAttempt.begin(
                provider.id, state: state, browser: browser, for: wanting, next: wanted, in: db)
        }
        let cookie = house.cookie.set(
            house.cookie.outside, browser, seconds: Int(SignInAttempt.lifetime.milliseconds / 1_000))
        return Answer(303, headers: [("location", place)]).with(cookie.name, cookie.value)
    }

    /// What this browser has to come back with.
    func browser(_ visit: Visit) -> String? {
        visit.incoming.cookie(house.cookie.outside).flatMap { $0.utf8.count == 43 ? $0 : nil }
    }
}
