import House
import Logging
import OpenID
import Web
import Words

extension FederationSlice {
    var signInPages: [PageRoute] {
        [
            .get("/auth/oauth/{provider}", access: .anyone, query: [Self.next, Self.link]) { visit in
                try await begin(visit)
            },
            .get("/auth/oauth/{provider}/callback", access: .anyone, query: Self.answerFields) { visit in
                try await finish(visit)
            },
        ]
    }

    func refused(_ fault: OpenIDFault, _ provider: any OutsideProvider, _ visit: Visit) throws -> Answer {
        let refusal: Refusal = if case .unreachable = fault { .unreachable } else { .unbelieved }
        house.log.warning(
            "outside sign-in",
            metadata: ["request_id": "\(visit.id)", "provider": "\(provider.id)", "fault": "\(fault)"])
        return try refused(refusal, provider.name, visit)
    }

    func refused(_ refusal: Refusal, _ provider: String, _ visit: Visit) throws -> Answer {
        let page = SignInRefusedPage(
            refusal, provider, isSignedIn: visit.visitor.signedIn != nil, visit.words)
        return try house.page(page, visit, status: refusal.status)
    }
}

/// What somebody reads who comes back and is not let in: what happened, and what to do.
struct SignInRefusedPage: Page {
    static let template = "sign-in-refused"
    let title: String
    let lead: String
    let href: String
    let label: String

    init(_ refusal: Refusal, _ provider: String, isSignedIn: Bool, _ words: Wording) {
        title = words("federation.refused.\(refusal.rawValue).title", ["provider": provider])
        lead = words("federation.refused.\(refusal.rawValue).lead", ["provider": provider])
        let place: (href: String, label: String) =
            switch (refusal, isSignedIn) {
            case (.verifyFirst, true): ("/account/email", "email")
            case (_, true): ("/account/sign-ins", "account")
            case (.noEmail, false): ("/register", "register")
            case (_, false): ("/login", "login")
            }
        href = place.href
        label = words("federation.refused.to.\(place.label)")
    }

    static func sample(_ words: Wording) -> SignInRefusedPage {
        SignInRefusedPage(.emailTaken, "Google", isSignedIn: false, words)
    }
}
