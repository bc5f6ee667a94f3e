import House
import Identity
import Timekeeping
import Web
import Words

extension AccountSlice {
    var profilePages: [PageRoute] {
        [
            .get("/account", access: .account) { visit in
                let user = try await identity.me(visit)
                return try show(ProfilePage(user, house.zones.names, visit.words), visit)
            },
            .post("/account", access: .account) { visit in
                let typed = visit.body.texts
                return try await again(
                    visit, { ProfilePage(try await identity.me(visit), house.zones.names, visit.words, typed, $0) }
                ) {
                    let user = try await identity.changeProfile(try ProfilePage.accept(typed), visit)
                    let answer = Answer.see("/account").noticing("account.notice.saved")
                    return user.language.map(answer.speaking) ?? answer
                }
            },
        ]
    }
}

/// One's own profile and what one wants to be told (A3).
struct ProfilePage: Page {
    static let template = "account"
    let title: String
    let tabs: [AccountTab]
    let username: String
    let form: FormView

    private static let switches = ["booking_mails", "login_mails"]

    /// A form does not send a box that isn't ticked.
    static func accept(_ typed: [String: String]) throws(Problem) -> Fields {
        try Profile.schema.patch("ProfileForm").accept(
            form: typed.merging(switches.map { ($0, "false") }) { typed, _ in typed })
    }

    init(
        _ user: User, _ zones: [String], _ words: Wording, _ typed: [String: String]? = nil, _ problem: Problem? = nil
    ) {
        let stored = [
            "name": user.name, "language": (user.language ?? words.language).code, "zone": user.zone ?? "UTC",
            "booking_mails": "\(user.wantsBookingMails)", "login_mails": "\(user.wantsLoginMails)",
        ]
        self.init(user.username, zones, words, typed ?? stored, problem)
    }

    private init(
        _ username: String, _ zones: [String], _ words: Wording, _ values: [String: String], _ problem: Problem?
    ) {
        title = AccountTab.title(.profile, words)
        tabs = AccountTab.all(.profile, words)
        self.username = username
        let names = Set(zones + [values["zone"] ?? "UTC"]).sorted()
        form = FormView(
            [
                FormField("name", autocomplete: "name"),
                FormField("language", .select(Language.spoken.map { ($0.code, $0.ownName) }), hint: true),
                FormField("zone", .select(names.map { ($0, $0.replacing("_", with: " ")) }), hint: true),
                FormField("booking_mails", .checkbox, hint: true), FormField("login_mails", .checkbox, hint: true),
            ], schema: Profile.schema, prefix: "account.field", values: values, problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> ProfilePage {
        ProfilePage("maria", ["UTC"], words, ["name": "", "booking_mails": "true"], .field("name", "required"))
    }
}
