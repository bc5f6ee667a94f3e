import Account
import House
import Identity
import Kernel
import OpenID
import Storage
import Timekeeping
import Web

extension FederationSlice {
    private static let denial = "access_denied"
    static let answerFields = [
        Field("state", .text(1...100), optional: true, sample: "q0Y…"),
        Field("code", .text(1...4_096), optional: true, sample: "q0Y…"),
        Field("error", .text(1...200), optional: true, sample: "access_denied"),
        Field("iss", .text(1...500), optional: true, sample: "https://accounts.google.com"),
    ]

    /// Takes the browser back. The state is used up before anything else is believed; what is asked of the provider is asked outside
    /// of any transaction.
    func finish(_ visit: Visit) async throws -> Answer {
        let provider = try provider(visit.parameter("provider"))
        let state = visit.query.text("state") ?? ""
        // Some providers bring no state back with a no; to be told so needs no proof.
        let lost = visit.query.text("error") == Self.denial ? Refusal.denied : .over
        guard let browser = browser(visit) else { return try refused(lost, provider.name, visit) }
        let spent = try await house.store.write { db in
            try SignInAttempt.spend(provider.id, state: state, browser: browser, in: db)
        }
        // Whoever was to link must still be the one who is logged in.
        guard let attempt = spent, attempt.user == nil || attempt.user == visit.visitor.userID else {
            return try refused(lost, provider.name, visit)
        }
        do {
            let round = SignInRound(
                state: state, browser: browser, redirect: Self.callback(house.baseURL, provider.id))
            let person = try await person(provider, round, visit)
            return try await settled(person, provider, attempt, visit)
        } catch let fault as OpenIDFault {
            return try refused(fault, provider, visit)
        } catch let refusal as Denied {
            return try refused(refusal.refusal, provider.name, visit)
        }
    }

    private struct Denied: Error {
        let refusal: Refusal
    }

    private func person(_ provider: any OutsideProvider, _ round: SignInRound, _ visit: Visit) async throws
        -> OutsidePerson
    {
        if let error = visit.query.text("error") {
            guard error != Self.denial else { throw Denied(refusal: .denied) }
            throw OpenIDFault.refused("the provider answered with an error")
        }
        // Another provider's answer at this one's address (RFC 9207).
        if let issuer = visit.query.text("iss"), issuer != provider.issuer {
            throw OpenIDFault.refused("iss of the answer")
        }
        guard let code = visit.query.text("code") else { throw OpenIDFault.refused("no code came") }
        return try await provider.finish(code, round, at: house.clock.now())
    }

    private func settled(
        _ person: OutsidePerson, _ provider: any OutsideProvider, _ attempt: SignInAttempt, _ visit: Visit
    ) async throws -> Answer {
        switch try await settle(person, provider.id, attempt, visit) {
        case .entered(let entry): return account.answer(entry, visit, to: attempt.next)
        case .offered(let offer):
            let cookie = house.cookie.set(
                house.cookie.offer, offer.text, seconds: Int(SignInOffer.lifetime.milliseconds / 1_000))
            return Answer.see("/auth/link").with(cookie.name, cookie.value)
        case .refused(let refusal): return try refused(refusal, provider.name, visit)
        }
    }
}
