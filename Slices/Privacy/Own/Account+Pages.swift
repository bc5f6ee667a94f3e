import Account
import House
import Identity
import Kernel
import Storage
import Web
import Words

/// A user's own data, and the end of their account.
extension PrivacySlice {
    static let passwordSchema = Schema(
        "AccountErasure",
        [Field("password", .formatted(.password), "One's own, once more.", sample: "tortoise-lamp-4-violins")])

    var accountPages: [PageRoute] {
        let path = "/account/privacy"
        return [
            .get(path, access: .account, query: PersonalData.Part.query) { visit in try await accountPage(visit) },
            .get("\(path)/data.json", access: .account) { visit in file(try await accountCopy(visit)) },
            // Where a refused form was sent to; reloading its address leads back.
            .get("\(path)/delete", access: .account) { _ in .see(path) },
            .post("\(path)/delete", access: .account) { visit in
                do {
                    try await deleteAccount(try Self.passwordSchema.accept(form: visit.body.texts), visit)
                    let gone = house.cookie.set(session: "", seconds: 0)
                    return Answer.see("/login").with(gone.name, gone.value).noticing("privacy.notice.account_gone")
                } catch let problem as Problem where problem.status == 422 || problem.status == 409 {
                    return try await accountPage(visit, problem)
                }
            },
        ]
    }

    /// Throws 422 for a wrong password, 409 for the last owner of a business and the last admin.
    func deleteAccount(_ fields: Fields, _ visit: Visit) async throws {
        let proof = try await identity.confirm(fields.text("password") ?? "", as: "password", visit)
        try await house.store.write { db in try erase(proof.hold(in: db).id, in: db) }
    }

    func accountCopy(_ visit: Visit) async throws -> PersonalCopy {
        try await house.store.read { db in try accountCopy(visit, in: db) }
    }

    private func accountCopy(_ visit: Visit, in db: Snapshot) throws -> PersonalCopy {
        guard let person = try db.person(UserID(rawValue: try visit.user().id)) else { throw Problem.notFound }
        return PersonalCopy(person: person)
    }

    private func accountPage(_ visit: Visit, _ problem: Problem? = nil) async throws -> Answer {
        try await house.store.read { db in
            let data = try PersonalData(try accountCopy(visit, in: db), holdings, visit.part, in: db)
            let zone = try db.user(UserID(rawValue: try visit.user().id)).map(identity.zone) ?? .utc
            let view = PersonalDataView(data, at: "/account/privacy", zone, visit.words)
            return try house.page(
                AccountPrivacyPage(view, visit.words, problem), visit, status: problem?.status ?? 200)
        }
    }
}

struct AccountPrivacyPage: Page {
    static let template = "account-privacy"
    let title: String
    let tabs: [AccountTab]
    let file = "/account/privacy/data.json"
    let action = "/account/privacy/delete"
    let data: PersonalDataView
    let form: FormView

    init(_ data: PersonalDataView, _ words: Wording, _ problem: Problem?) {
        title = AccountTab.title(.privacy, words)
        tabs = AccountTab.all(.privacy, words)
        self.data = data
        form = FormView(
            [FormField("password", .input(type: "password"), autocomplete: "current-password")],
            schema: PrivacySlice.passwordSchema, prefix: "privacy.account.field", values: [:], problem: problem,
            words: words)
    }

    static func sample(_ words: Wording) -> AccountPrivacyPage {
        AccountPrivacyPage(PersonalDataView.sample(words), words, .field("password", "wrong_password"))
    }
}
