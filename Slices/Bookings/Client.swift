import Customers
import Kernel
import Web

/// Who books: what the form asks for.
package struct Client: Sendable {
    package let name: String
    package let reach: Reach
    package let notes: String?
    package let referral: String?
    /// Whether they have ticked that news may be sent by mail.
    package let wantsNews: Bool

    package init(
        name: String, reach: Reach, notes: String? = nil, referral: String? = nil, wantsNews: Bool = false
    ) {
        self.wantsNews = wantsNews
        self.name = name
        self.reach = reach
        self.notes = notes
        self.referral = referral
    }

    /// Throws 422 when neither an e-mail address nor a phone number is there.
    package init(_ fields: Fields) throws(Problem) {
        let email = fields.text("client_email").flatMap(Contact.normalised(email:))
        let phone = fields.text("client_phone").flatMap(Contact.normalised(phone:))
        guard let reach = Reach(email: email, phone: phone) else {
            throw .invalid([
                FieldProblem("/client_email", "email_or_phone"), FieldProblem("/client_phone", "email_or_phone"),
            ])
        }
        self.init(
            name: fields.text("client_name") ?? "", reach: reach, notes: fields.text("notes"),
            referral: fields.text("referral"), wantsNews: fields.bool("wants_news") ?? false)
    }

    package static let fields = [
        Field("client_name", .text(1...120), sample: "John Doe"),
        Field(
            "client_email", .formatted(.email), optional: true, "This or a phone number.", sample: "john@example.com"),
        Field("client_phone", .formatted(.phone), optional: true, sample: "+34600111222"),
        Field("notes", .text(0...2_000, lines: true), optional: true, sample: "First time swimmer"),
        Field("referral", .text(0...120), optional: true, "Who or what sent them.", sample: nil),
        Field(
            "wants_news", .boolean, optional: true, "Consent to news by mail, where the business asks for it.",
            sample: nil),
    ]
}
