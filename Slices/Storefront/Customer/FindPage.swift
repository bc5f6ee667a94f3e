import Web
import Words

/// Looks a booking up by its reference and the e-mail address that it was booked with.
struct FindPage: Page {
    static let template = "public-find"
    let title: String
    let form: FormView

    static let schema = Schema(
        "FindForm",
        [
            Field("reference", .text(1...40), sample: "K7M2Q9XA"),
            Field("email", .formatted(.email), sample: "john@example.com"),
        ])
    private static let fields = [
        FormField("reference", autocomplete: "off", hint: true),
        FormField("email", .input(type: "email"), autocomplete: "email"),
    ]

    init(_ words: Wording, typed: [String: String], _ problem: Problem? = nil) {
        title = words("public.find.title")
        form = FormView(
            Self.fields, schema: Self.schema, prefix: "public.find", values: typed, problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> FindPage {
        FindPage(words, typed: ["reference": "K7M2Q9XA"], .field("email", "not_email"))
    }
}
