import Account
import House
import Identity
import Kernel
import Storage
import Web

extension FederationSlice {
    /// Asks for the account's own proof, then links: the password, and the code where there is a second factor. Somebody who was not
    /// logged in is let in by it. Throws 401, 422 and 429 for what is wrong.
    func confirmLink(_ offer: SignInOffer, _ token: String, _ visit: Visit) async throws -> Answer {
        let isSignedIn = visit.visitor.userID == offer.user.id
        let proof = try await isSignedIn ? ownProof(offer.user, visit) : strangersProof(offer.user, visit)
        let hasCode = try await identity.confirmCode(visit.body, of: offer.user, visit)
        let linked: Linked = try await house.store.write { db in
            try proof?.hold(in: db)
            guard let offer = try SignInOffer.spend(token, in: db) else { return .refused(.over) }
            guard try db.link(offer.person, at: offer.provider, to: offer.user.id) else {
                return .refused(.linkedElsewhere)
            }
            try emit("user.sign_in_linked", offer.user.id, offer.provider, visit, in: db)
            return isSignedIn ? .done : .entered(try identity.enter(offer.user, visit, withCode: hasCode, in: db))
        }
        let gone = house.cookie.set(house.cookie.offer, "", seconds: 0)
        switch linked {
        case .done:
            return Answer.see("/account/sign-ins").with(gone.name, gone.value).noticing("federation.notice.linked")
        case .entered(let entry): return account.answer(entry, visit, to: offer.next).with(gone.name, gone.value)
        case .refused(let refusal): return try refused(refusal, name(offer.provider), visit)
        }
    }

    private enum Linked: Sendable {
        case done
        case entered(Entry)
        case refused(Refusal)
    }

    /// A stranger at an open screen must neither get a way in of their own nor take one away; whoever has no password has proven enough
    /// by being logged in.
    func ownProof(_ user: User, _ visit: Visit) async throws -> PasswordProof? {
        guard user.hasPassword else { return nil }
        return try await identity.confirm(visit.body.text("password") ?? "", as: "password", visit)
    }

    private func strangersProof(_ user: User, _ visit: Visit) async throws -> PasswordProof {
        let proof = try await identity.authenticate(user.username, visit.body.text("password") ?? "", visit)
        guard proof.user.id == user.id else { throw Problem(401, "wrong_credentials") }
        return proof
    }
}
