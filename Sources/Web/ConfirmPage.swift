import Words

/// Asks before something is done that can't be undone. The script shows it as a dialog; without the script it is a page.
package struct ConfirmPage: Page {
    package static let template = "confirm-page"
    package let title: String
    let confirmTitle: String
    let confirmText: String
    let confirmLabel: String
    /// Where the form is posted.
    let confirmAction: String
    /// Where "go back" leads.
    let confirmBack: String
    let form: FormView

    /// - Parameter form: what is asked besides yes or no, such as a reason.
    package init(
        title: String, text: String, label: String, action: String, back: String, form: FormView? = nil
    ) {
        self.title = title
        confirmTitle = title
        confirmText = text
        confirmLabel = label
        confirmAction = action
        confirmBack = back
        self.form = form ?? FormView(fields: [], problems: [], problemTitle: nil)
    }

    package static func sample(_ words: Wording) -> ConfirmPage {
        let schema = Schema("Sample", [Field("optional", .text(1...500), sample: "")])
        return ConfirmPage(
            title: words("web.desk.more"), text: words("web.tagline"), label: words("web.desk.more"),
            action: "/desk/swim-school/bookings/bkg_1/cancel", back: "/desk/swim-school/bookings/bkg_1",
            form: FormView(
                [FormField("optional", .textarea(rows: 3))], schema: schema, prefix: "web", values: [:],
                problem: .field("optional", "required"), words: words))
    }
}
