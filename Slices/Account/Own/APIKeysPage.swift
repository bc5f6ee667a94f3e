import House
import Identity
import Kernel
import Timekeeping
import Web
import Words

extension AccountSlice {
    var apiKeyPages: [PageRoute] {
        [
            .get("/account/api-keys", access: .account) { visit in try show(try await keysPage(visit), visit) },
            .post("/account/api-keys", access: .account) { visit in
                try await again(visit, { try await keysPage(visit, $0) }) {
                    let fields = try NewAPIKey.schema.accept(form: APIKeysPage.typed(visit.body.texts))
                    let made = try await identity.makeAPIKey(fields, visit)
                    return try show(APIKeyMadePage(made.key.name, made.text, visit.words), visit)
                }
            },
            back("/account/api-keys/revoke", to: .keys),
            .post("/account/api-keys/revoke", access: .account) { visit in
                guard let id = APIKeyID(visit.body.text("key") ?? "") else { throw Problem.notFound }
                try await identity.revokeAPIKey(id, visit)
                return Answer.see("/account/api-keys").noticing("account.notice.key_revoked")
            },
        ]
    }

    private func keysPage(_ visit: Visit, _ problem: Problem? = nil) async throws -> APIKeysPage {
        let user = try await identity.me(visit)
        return APIKeysPage(
            try await identity.apiKeys(visit), FirstStep(user, visit.words), visit.body.texts,
            hasFactor: visit.visitor.signedIn?.hasSecondFactor ?? false,
            problem, identity.zone(of: user), house.clock.now(), visit.words)
    }
}

/// One's own API keys (A8).
struct APIKeysPage: Page {
    struct Row: Sendable {
        let id: String
        let name: String
        let tail: String
        let scopes: String
        let expires: String
        let used: String
        let isOver: Bool
    }

    static let template = "account-keys"
    let title: String
    let tabs: [AccountTab]
    let rows: [Row]
    let hasRows: Bool
    let form: FormView
    let groups: [ChoiceGroup]
    let again: FormView
    let mayMake: Bool
    let first: FirstStep

    private static let lengths = [30, 90, 365]

    /// No ticked box is an empty list, which is refused with its own sentence.
    static func typed(_ texts: [String: String]) -> [String: String] {
        texts["scopes"] == nil ? texts.merging(["scopes": "\n"]) { $1 } : texts
    }

    init(
        _ keys: [APIKey], _ first: FirstStep, _ typed: [String: String], hasFactor: Bool, _ problem: Problem?,
        _ zone: Zone, _ now: Instant, _ words: Wording
    ) {
        let rows = keys.map { key in
            Row(
                id: key.id.description, name: key.name, tail: key.tail,
                scopes: key.scopes.map { Self.name($0, words) }.joined(separator: ", "),
                expires: words.formats.dateTime(key.expiresAt, in: zone),
                used: key.usedAt.map { words.formats.dateTime($0, in: zone) } ?? words("account.keys.never"),
                isOver: key.expiresAt <= now)
        }
        self.init(rows, first, typed, hasFactor: hasFactor, problem, words)
    }

    private init(
        _ rows: [Row], _ first: FirstStep, _ typed: [String: String], hasFactor: Bool, _ problem: Problem?,
        _ words: Wording
    ) {
        self.first = first
        mayMake = first.isNone
        title = AccountTab.title(.keys, words)
        tabs = AccountTab.all(.keys, words)
        self.rows = rows
        hasRows = !rows.isEmpty
        var values = typed
        values["password"] = nil
        values["code"] = nil
        values["expires_in_days"] = typed["expires_in_days"] ?? "90"
        let length = FormField(
            "expires_in_days", .select(Self.lengths.map { ("\($0)", words("account.keys.days", count: $0)) }))
        // The boxes stand between the other fields, so the form has two parts; the problems are the whole form's.
        let fields = [FormField("name", hint: true), length]
        let password = [FormField("password", .input(type: "password"), autocomplete: "current-password")]
        form = FormView(
            fields, schema: NewAPIKey.schema, prefix: "account.key", values: values, problem: problem, words: words
        ).naming(problem, words)
        again = FormView(
            password + (hasFactor ? [.codeAgain] : []), schema: NewAPIKey.schema, prefix: "account.field.again",
            values: [:],
            problem: problem, words: words)
        let chosen = Set((typed["scopes"] ?? "").split(separator: "\n").map(String.init))
        groups = [
            ChoiceGroup(
                "scopes", legend: words("account.key.scopes"), note: words("account.key.scopes.hint"),
                Permission.allCases.map {
                    .init($0.rawValue, Self.name($0, words), isChosen: chosen.contains($0.rawValue))
                })
        ]
    }

    private static func name(_ permission: Permission, _ words: Wording) -> String {
        words("account.permission.\(permission.rawValue.replacing(":", with: "_"))")
    }

    static func sample(_ words: Wording) -> APIKeysPage {
        let row = Row(
            id: "key_1", name: "Website", tail: "x9Qk", scopes: "See bookings", expires: "Monday", used: "Tuesday",
            isOver: true)
        return APIKeysPage(
            [row], FirstStep(isVerified: true, words), ["scopes": "booking:view_all"], hasFactor: true,
            .field("name", "required"), words)
    }

    /// Of an account whose address is not proven.
    static func unverified(_ words: Wording) -> APIKeysPage {
        APIKeysPage([], FirstStep(isVerified: false, words), [:], hasFactor: false, nil, words)
    }

    /// Of one without a password.
    static func unset(_ words: Wording) -> APIKeysPage {
        APIKeysPage([], FirstStep(isVerified: true, hasPassword: false, words), [:], hasFactor: false, nil, words)
    }
}

extension FormView {
    /// The same, its list of problems in words for fields that stand in another part of the form.
    fileprivate func naming(_ problem: Problem?, _ words: Wording) -> FormView {
        let links = (problem?.fields ?? []).map { fault in
            let field = fields.first { $0.name == fault.name }
            let sentence = fault.sentence(words)
            return ProblemLink(
                href: field.map { "#\($0.id)" }
                    ?? (["password", "code"].contains(fault.name) ? "#f-\(fault.name)" : "#c-booking:view_all"),
                sentence: field.map { "\($0.label): \(sentence)" } ?? sentence)
        }
        return FormView(fields: fields, problems: links, problemTitle: problemTitle)
    }
}

/// A new key, this once.
struct APIKeyMadePage: Page {
    static let template = "account-key"
    let title: String
    let tabs: [AccountTab]
    let name: String
    let key: String

    init(_ name: String, _ key: String, _ words: Wording) {
        title = AccountTab.title(.keys, words)
        tabs = AccountTab.all(.keys, words)
        self.name = name
        self.key = key
    }

    static func sample(_ words: Wording) -> APIKeyMadePage { APIKeyMadePage("Website", "dbk_…", words) }
}
