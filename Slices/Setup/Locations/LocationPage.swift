import Catalogue
import Kernel
import Web
import Words

/// One location: a new one, or one that is changed.
struct LocationPage: Page {
    static let template = "location"
    let title: String
    let back: String
    let action: String
    let form: FormView
    let removeHref: String?

    /// What may be emptied.
    static let optional = ["address", "town", "directions"]

    init(
        slug: String, _ id: LocationID?, _ values: [String: String], _ words: Wording, _ problem: Problem? = nil
    ) {
        let all = "/desk/\(slug)/locations"
        title = words(id == nil ? "location.new.title" : "location.edit.title")
        back = all
        action = id.map { "\(all)/\($0)" } ?? "\(all)/new"
        removeHref = id.map { "\(all)/\($0)/remove" }
        form = FormView(
            [
                FormField("name", hint: true), FormField("address", autocomplete: "street-address"),
                FormField("town"), FormField("directions", .textarea(rows: 3), hint: true),
                FormField("is_active", .checkbox, hint: true),
            ], schema: Location.draft, prefix: "location.field", values: values, problem: problem, words: words)
    }

    static func values(_ location: Location) -> [String: String] {
        [
            "name": location.name, "address": location.address ?? "", "town": location.town ?? "",
            "directions": location.directions ?? "", "is_active": location.isActive ? "true" : "false",
        ]
    }

    static func fields(_ texts: [String: String]) throws(Problem) -> Fields {
        try Location.draft.accept(form: texts.merging(["is_active": "false"]) { given, _ in given })
    }

    static func sample(_ words: Wording) -> LocationPage {
        LocationPage(slug: "swim-school", LocationID(rawValue: 1), ["name": ""], words, .field("name", "required"))
    }
}
