import Account
import House
import Identity
import Storage
import Web
import Words

extension FederationSlice {
    var linkPages: [PageRoute] {
        [
            .get("/auth/link", access: .anyone) { visit in
                guard let (offer, _) = try await offer(visit) else { return try refused(.over, "Daybook", visit) }
                return try house.page(page(offer, visit), visit)
            },
            .post("/auth/link", access: .anyone) { visit in
                guard let (offer, token) = try await offer(visit) else { return try refused(.over, "Daybook", visit) }
                do { return try await confirmLink(offer, token, visit) } catch let problem as Problem
                    where problem.status < 500
                {
                    return try house.page(page(offer, visit, problem), visit, status: problem.status)
                }
            },
        ]
    }

    /// The offer that this browser holds; nil for one that is over, or of somebody else than who is logged in.
    private func offer(_ visit: Visit) async throws -> (SignInOffer, String)? {
        guard let token = visit.incoming.cookie(house.cookie.offer),
            let offer = try await house.store.read({ db in try SignInOffer.find(token, in: db) }),
            visit.visitor.userID ?? offer.user.id == offer.user.id,
            // Without a password there is no proof but being logged in.
            offer.user.hasPassword || visit.visitor.userID != nil
        else { return nil }
        return (offer, token)
    }

    private func page(_ offer: SignInOffer, _ visit: Visit, _ problem: Problem? = nil) -> LinkPage {
        LinkPage(
            name(offer.provider), offer.person.label, offer.user.username, hasPassword: offer.user.hasPassword,
            hasFactor: offer.hasFactor, visit.words, problem)
    }
}

/// Whether an account and a person at a provider are to belong together.
struct LinkPage: Page {
    static let template = "sign-in-link"
    let title: String
    let lead: String
    let label: String
    let form: FormView

    static let schema = Schema(
        "LinkForm", [Field("password", .formatted(.password), sample: ""), IdentitySlice.codeAgain])

    init(
        _ provider: String, _ person: String, _ username: String, hasPassword: Bool, hasFactor: Bool, _ words: Wording,
        _ problem: Problem? = nil
    ) {
        title = words("federation.link.title", ["provider": provider])
        let values = ["provider": provider, "person": person, "username": username]
        lead = words("federation.link.\(hasPassword ? "password" : "plain")", values)
        label = words("federation.link.submit", values)
        form = Self.form(hasPassword: hasPassword, hasFactor: hasFactor, words, problem)
    }

    /// The account's own proof.
    static func form(hasPassword: Bool, hasFactor: Bool, _ words: Wording, _ problem: Problem?) -> FormView {
        FormView(
            (hasPassword ? [FormField("password", .input(type: "password"), autocomplete: "current-password")] : [])
                + (hasFactor ? [.codeAgain] : []), schema: schema, prefix: "federation.field", values: [:],
            problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> LinkPage {
        LinkPage(
            "Google", "maria@example.org", "maria", hasPassword: true, hasFactor: true, words,
            .field("password", "wrong_password"))
    }
}
