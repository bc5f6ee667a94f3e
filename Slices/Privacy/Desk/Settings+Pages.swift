import Bookings
import Catalogue
import Customers
import House
import Identity
import Kernel
import Storage
import Web
import Words

extension PrivacySlice {
    static let settingsSchema = Schema(
        "PrivacySettings",
        [
            Field("asks_news", .boolean, "Whether the public form asks if news may be sent by mail.", sample: true),
            Field(
                "erase_after_months", .integer(1...120), optional: true,
                "Months after their last visit after which clients are erased by themselves; null: never.", sample: nil),
            Field("contact", .text(0...300), optional: true, "Whom to ask about one's data.", sample: nil),
        ])

    var settingsPages: [PageRoute] {
        let path = "/desk/{slug}/privacy"
        return [
            .get(path, access: .member("settings:modify")) { visit in
                try await catalogue.deskPage(visit, .settingsModify) { member, db in
                    try settingsPage(member, visit.words, in: db)
                }
            },
            .post(path, access: .member("settings:modify")) { visit in
                try await catalogue.deskForm(visit, .settingsModify) { member, db in
                    let typed = visit.body.texts.merging(["asks_news": "false"]) { typed, _ in typed }
                    let fields = try Self.settingsSchema.accept(form: typed)
                    try set(Self.settings(fields), member, by: Origin(visit), in: db)
                    return Answer.see("/desk/\(member.business.slug)/privacy").noticing("privacy.notice.saved")
                } refused: { problem, member, db in
                    try settingsPage(member, visit.words, (visit.body.texts, problem), in: db)
                }
            },
            .post("\(path)/requests/{request_id}/decline", access: .member("customers:erase")) { visit in
                try await catalogue.deskWork(visit, .customersErase) { member, db in
                    try decline(try visit.id("request_id"), member.business.id, by: Origin(visit), in: db)
                    return Answer.see("/desk/\(member.business.slug)/privacy").noticing("privacy.notice.declined")
                }
            },
        ]
    }

    /// What the form or the API says; what it leaves out is off.
    static func settings(_ fields: Fields) -> PrivacySettings {
        var settings = PrivacySettings()
        settings.asksNews = fields.bool("asks_news") ?? false
        settings.eraseAfterMonths = fields.integer("erase_after_months")
        settings.contact = fields.text("contact")
        return settings
    }

    private func settingsPage(
        _ member: Membership, _ words: Wording, _ refused: (typed: [String: String], problem: Problem)? = nil,
        in db: Snapshot
    ) throws -> PrivacyPage {
        let business = member.business
        let settings = try db.privacySettings(business.id)
        let zone = bookings.zone(business)
        let months = refused?.typed["erase_after_months"].flatMap { Int($0) } ?? settings.eraseAfterMonths
        let base = "/desk/\(business.slug)"
        let requests = member.may(.customersErase) ? try db.erasureRequests(business.id) : []
        return PrivacyPage(
            title: words("privacy.settings.title"), settingsHref: "\(base)/settings", action: "\(base)/privacy",
            publicHref: "/book/\(business.slug)/privacy",
            preview: try preview(months, business, words, in: db),
            form: PrivacyPage.form(
                refused?.typed ?? PrivacyPage.values(settings), mayErase: member.may(.customersErase), refused?.problem,
                words),
            requests: requests.map { request in
                .init(
                    requestHref: "\(base)/customers/\(request.customer)/erase", who: request.name,
                    since: words.formats.dateTime(request.at, in: zone),
                    declineAction: "\(base)/privacy/requests/\(request.id)/decline")
            }, hasRequests: !requests.isEmpty)
    }

    /// How many the period would erase now; nil for what is no period.
    private func preview(_ months: Int?, _ business: Business, _ words: Wording, in db: Snapshot) throws -> String? {
        guard let months, (1...120).contains(months) else { return nil }
        return words(
            "privacy.preview", count: try db.idleCount(business.id, since: Self.cutoff(months, at: db.now)))
    }
}

/// What a business settles about its clients' data, and who of them waits for an answer.
struct PrivacyPage: Page {
    struct Request: Sendable {
        let requestHref: String
        let who: String
        let since: String
        let declineAction: String
    }

    static let template = "privacy"
    let title: String
    let settingsHref: String
    let action: String
    let publicHref: String
    /// How many would be erased now.
    let preview: String?
    let form: FormView
    let requests: [Request]
    let hasRequests: Bool

    static func values(_ settings: PrivacySettings) -> [String: String] {
        var values = ["asks_news": "\(settings.asksNews)"]
        values["erase_after_months"] = settings.eraseAfterMonths.map { "\($0)" }
        values["contact"] = settings.contact
        return values
    }

    /// - Parameter mayErase: who may not erase does not settle when it happens by itself; the form keeps what holds.
    static func form(
        _ values: [String: String], mayErase: Bool, _ problem: Problem?, _ words: Wording
    ) -> FormView {
        let months = FormField(
            "erase_after_months", mayErase ? .input(type: "number") : .hidden, inputmode: "numeric", hint: true,
            min: "1",
            max: "120")
        return FormView(
            [FormField("asks_news", .checkbox, hint: true), months, FormField("contact", hint: true)],
            schema: PrivacySlice.settingsSchema, prefix: "privacy.settings.field", values: values, problem: problem,
            words: words)
    }

    static func sample(_ words: Wording) -> PrivacyPage {
        PrivacyPage(
            title: words("privacy.settings.title"), settingsHref: "/desk/swim-school/settings",
            action: "/desk/swim-school/privacy", publicHref: "/book/swim-school/privacy",
            preview: words("privacy.preview", count: 3),
            form: form(
                ["erase_after_months": "0"], mayErase: true,
                .field("erase_after_months", "out_of_range", ["min": "1", "max": "120"]),
                words),
            requests: [
                .init(
                    requestHref: "/desk/swim-school/customers/cus_1/erase", who: "John Doe", since: "Monday",
                    declineAction: "/desk/swim-school/privacy/requests/ers_1/decline")
            ], hasRequests: true)
    }
}
