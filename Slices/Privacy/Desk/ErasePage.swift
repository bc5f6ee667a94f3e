import Bookings
import Catalogue
import Kernel
import Web
import Words

/// What will be gone when a client is erased, and the form that asks to be sure.
struct ErasePage: Page {
    struct Upcoming: Sendable {
        let href: String
        let text: String
    }

    static let template = "customer-erase"
    let title: String
    let back: String
    let action: String
    let lead: String
    /// How many rows of which table.
    let counts: [PersonalDataView.Fact]
    let upcoming: [Upcoming]
    let hasUpcoming: Bool
    let form: FormView

    static let schema = Schema(
        "CustomerErasure",
        [
            Field("name", .text(1...120), "The client's name, typed again.", sample: "John Doe"),
            Field("cancels_upcoming", .boolean, optional: true, "Cancels what is still to come.", sample: false),
        ])

    init(
        _ scene: CustomerScene, counts: [(table: String, count: Int)], upcoming bookings: [Booking],
        _ typed: [String: String], _ problem: Problem?
    ) {
        let words = scene.words
        title = words("privacy.erase.title", ["name": scene.name])
        (back, action) = (scene.path, "\(scene.path)/erase")
        lead = words("privacy.erase.lead", ["name": scene.name])
        self.counts = counts.map {
            .init(factLabel: words("privacy.table.\($0.table)"), factText: words.formats.number($0.count))
        }
        upcoming = bookings.map {
            Upcoming(
                href: "\(scene.desk)/bookings/\($0.id)",
                text: "\(words.formats.dateTime($0.start, in: scene.zone)), \($0.offeringName)")
        }
        hasUpcoming = !bookings.isEmpty
        form = Self.form(hasUpcoming, typed, problem, words)
    }

    private static func form(
        _ hasUpcoming: Bool, _ typed: [String: String], _ problem: Problem?, _ words: Wording
    ) -> FormView {
        FormView(
            [FormField("name", hint: true)] + (hasUpcoming ? [FormField("cancels_upcoming", .checkbox)] : []),
            schema: schema, prefix: "privacy.erase.field", values: typed, problem: problem, words: words)
    }

    private init(sample words: Wording) {
        title = words("privacy.erase.title", ["name": "John Doe"])
        (back, action) = ("/desk/swim-school/customers/cus_1", "/desk/swim-school/customers/cus_1/erase")
        lead = words("privacy.erase.lead", ["name": "John Doe"])
        counts = [.init(factLabel: words("privacy.table.bookings"), factText: "3")]
        upcoming = [Upcoming(href: "/desk/swim-school/bookings/bkg_1", text: "Mon 23 Nov, 09:00")]
        hasUpcoming = true
        form = Self.form(true, [:], .field("name", "not_the_name"), words)
    }

    static func sample(_ words: Wording) -> ErasePage { ErasePage(sample: words) }
}
