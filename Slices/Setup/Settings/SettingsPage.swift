import Catalogue
import House
import Identity
import Kernel
import Storage
import Timekeeping
import Web
import Words

extension SetupSlice {
    var settingsPages: [PageRoute] {
        let path = "/desk/{slug}/settings"
        return [
            .get(path, access: .member("settings:modify")) { visit in
                try await catalogue.deskPage(visit, .settingsModify) { member, db in
                    try settingsPage(member, visit.words, in: db)
                }
            },
            .post(path, access: .member("settings:modify")) { visit in try await saveSettings(visit) },
            // Where a refused form was sent to; reloading its address leads back.
            .get("\(path)/business", access: .member("settings:modify")) { visit in
                .see("/desk/\(visit.parameter("slug"))/settings")
            },
            .post("\(path)/business", access: .member("settings:modify")) { visit in try await saveBusiness(visit) },
        ]
            + galleryPages(
                GalleryPlace(path: path, subject: { _ in .business }) { visit, member, db, refused in
                    try settingsPage(member, visit.words, image: refused, in: db)
                })
    }

    private func saveSettings(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .settingsModify) { member, db in
            let fields = try SettingsPage.rules(visit.body.texts)
            _ = try catalogue.updateSettings(member, fields, by: Origin(visit), in: db)
            return Answer.see("/desk/\(member.business.slug)/settings").noticing("setup.notice.saved")
        } refused: { problem, member, db in
            try settingsPage(member, visit.words, rules: (visit.body.texts, problem), in: db)
        }
    }

    private func saveBusiness(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .settingsModify) { member, db in
            let fields = try BusinessForm.changing.accept(form: visit.body.texts).clearing(BusinessForm.optional)
            let changed = try catalogue.updateBusiness(
                member, BusinessDraft(fields, onto: member.business), by: Origin(visit), in: db)
            return Answer.see("/desk/\(changed.slug)/settings").noticing("setup.notice.saved")
        } refused: { problem, member, db in
            try settingsPage(member, visit.words, details: (visit.body.texts, problem), in: db)
        }
    }

    private func settingsPage(
        _ member: Membership, _ words: Wording, rules: (values: [String: String], problem: Problem)? = nil,
        details: (values: [String: String], problem: Problem)? = nil,
        image: (alt: String, problem: Problem)? = nil, in db: Snapshot
    ) throws -> SettingsPage {
        let business = member.business
        let settings = try db.bookingSettings(business.id)
        let base = "/desk/\(business.slug)/settings"
        return SettingsPage(
            title: words("settings.title"), base: base,
            link: PublicLink(business, house.baseURL),
            rules: SettingsPage.rulesForm(
                rules?.values ?? SettingsPage.values(settings), mostDays: house.rules.bookingAdvanceDays,
                rules?.problem, words),
            details: SettingsPage.detailsForm(
                details?.values ?? BusinessForm.values(business), house.zones.names, details?.problem, words),
            gallery: try gallery(.business, business, base: base, words, refused: image, in: db),
            privacyHref: "/desk/\(business.slug)/privacy",
            securityHref: member.may(.membersManage) ? "/desk/\(business.slug)/security" : nil,
            standing: member.may(.membersManage)
                ? StandingView(try db.standing(business), base: base, words) : nil)
    }
}

/// How the business takes bookings (B8), what is said of it, and its public link (B7).
struct SettingsPage: Page {
    static let template = "settings"
    let title: String
    let base: String
    let link: PublicLink
    let rules: FormView
    let details: FormView
    let gallery: Gallery
    let privacyHref: String
    /// For those who may say who needs a second factor.
    let securityHref: String?
    /// For those who may take the business out of use.
    let standing: StandingView?

    private static let switches = ["is_active", "requires_approval", "auto_approve_returning_clients"]

    /// A form does not send a box that isn't ticked.
    static func rules(_ texts: [String: String]) throws(Problem) -> Fields {
        try BookingSettings.schema.accept(form: texts.merging(switches.map { ($0, "false") }) { typed, _ in typed })
    }

    static func values(_ settings: BookingSettings) -> [String: String] {
        (settings.json.members ?? []).reduce(into: [:]) { values, member in
            values[member.name] =
                member.value.bool.map { $0 ? "true" : "false" } ?? member.value.integer.map { "\($0)" }
        }
    }

    static func rulesForm(
        _ values: [String: String], mostDays: Int, _ problem: Problem?, _ words: Wording
    ) -> FormView {
        func number(_ name: String, _ most: String) -> FormField {
            FormField(name, .input(type: "number"), inputmode: "numeric", hint: true, min: "0", max: most)
        }
        let fields = [
            FormField("is_active", .checkbox, hint: true), FormField("requires_approval", .checkbox, hint: true),
            FormField("auto_approve_returning_clients", .checkbox, hint: true), number("booking_expiry_hours", "720"),
            number("min_advance_booking_hours", "8760"), number("max_advance_booking_days", "\(mostDays)"),
            number("buffer_before_minutes", "1440"), number("buffer_time_minutes", "1440"),
            number("full_refund_hours", "8760"),
            number("half_refund_hours", "8760"), number("reschedule_notice_hours", "8760"),
        ]
        return FormView(
            fields, schema: BookingSettings.schema, prefix: "settings.field", values: values, problem: problem,
            words: words)
    }

    static func detailsForm(
        _ values: [String: String], _ zones: [String], _ problem: Problem?, _ words: Wording
    ) -> FormView {
        FormView(
            BusinessForm.changing(zones, words), schema: BusinessForm.changing, prefix: "business.field",
            values: values,
            problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> SettingsPage {
        SettingsPage(
            title: words("settings.title"), base: "/desk/swim-school/settings",
            link: PublicLink(slug: "swim-school", "https://book.example.org"),
            rules: rulesForm(values(BookingSettings()), mostDays: 365, nil, words),
            details: detailsForm(
                ["name": "Swim School", "zone": "UTC"], ["Europe/Madrid", "UTC"], .field("slug", "taken"), words),
            gallery: .sample(words), privacyHref: "/desk/swim-school/privacy",
            securityHref: "/desk/swim-school/security",
            standing: .sample(words))
    }
}
