import House
import Identity
import Kernel
import Storage
import Web
import Words

extension FederationSlice {
    private static let identityField = Field("identity", .text(1...40), optional: true, sample: "oid_1")

    var unlinkPages: [PageRoute] {
        [
            .get("/account/sign-ins/unlink", access: .account, query: [Self.identityField]) { visit in
                guard let (user, found) = try await chosen(visit.query.text("identity"), visit) else {
                    return .see("/account/sign-ins")
                }
                return try await ask(user, found, visit)
            },
            .post("/account/sign-ins/unlink", access: .account) { visit in
                guard let (user, found) = try await chosen(visit.body.text("identity"), visit) else {
                    throw Problem.notFound
                }
                do { try await unlink(found.id, of: user, visit) } catch let problem as Problem
                    where [409, 422, 429].contains(problem.status)
                { return try await ask(user, found, visit, problem) }
                return Answer.see("/account/sign-ins").noticing("federation.notice.unlinked")
            },
        ]
    }

    /// The visitor's own way in of this id.
    private func chosen(_ text: String?, _ visit: Visit) async throws -> (User, OutsideIdentity)? {
        let id = UserID(rawValue: try visit.user().id)
        guard let wanted = text.flatMap({ OutsideIdentityID($0) }) else { return nil }
        return try await house.store.read { db in
            guard let user = try db.user(id) else { throw Problem.signInNeeded }
            return try db.outsideIdentities(of: id).first { $0.id == wanted }.map { (user, $0) }
        }
    }

    private func ask(_ user: User, _ found: OutsideIdentity, _ visit: Visit, _ problem: Problem? = nil) async throws
        -> Answer
    {
        let page = UnlinkPage(
            found.id.description, name(found.provider), found.label, hasPassword: user.hasPassword,
            hasFactor: visit.visitor.signedIn?.hasSecondFactor ?? false, visit.words, problem)
        return try house.page(page, visit, status: problem?.status ?? 200)
    }
}

/// Whether a way in is to go, and the proof that its owner asks for it.
struct UnlinkPage: Page {
    static let template = "sign-in-unlink"
    let title: String
    let lead: String
    let id: String
    let form: FormView

    init(
        _ id: String, _ provider: String, _ person: String, hasPassword: Bool, hasFactor: Bool, _ words: Wording,
        _ problem: Problem? = nil
    ) {
        title = words("federation.unlink.title", ["provider": provider])
        lead = words("federation.unlink.lead", ["provider": provider, "person": person])
        self.id = id
        form = LinkPage.form(hasPassword: hasPassword, hasFactor: hasFactor, words, problem)
    }

    static func sample(_ words: Wording) -> UnlinkPage {
        UnlinkPage(
            "oid_1", "Google", "maria@example.org", hasPassword: true, hasFactor: true, words,
            .field("password", "wrong_password"))
    }

    /// Of an account into which nothing else leads.
    static func last(_ words: Wording) -> UnlinkPage {
        UnlinkPage(
            "oid_1", "Google", "maria@example.org", hasPassword: false, hasFactor: false, words,
            Problem(409, "last_way_in"))
    }
}
