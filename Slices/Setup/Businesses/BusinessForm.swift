import Catalogue
import Kernel
import Web
import Words

/// The fields by which a business is described, on the page that opens one and on its settings.
enum BusinessForm {
    /// What may be emptied.
    static let optional = ["description", "category", "email", "phone", "address", "location"]

    /// What a business is opened with. Its public link is made from its name.
    static let opening = schema("BusinessOpening", without: "slug")
    /// What a business is changed by. Its currency stays, as prices are in it.
    static let changing = schema("BusinessChanging", without: "currency")

    /// As `BusinessDraft`, but what has a value from the start must keep one.
    private static func schema(_ name: String, without left: String) -> Schema {
        Schema(
            name,
            BusinessDraft.schema.fields.filter { $0.name != left }.map {
                Field($0.name, $0.shape, optional: optional.contains($0.name), $0.note, sample: $0.sample)
            })
    }

    /// - Parameter zones: IANA names to choose from.
    static func opening(_ zones: [String], _ words: Wording) -> [FormField] {
        [
            FormField("name", autocomplete: "organization"), FormField("category", hint: true), zone(zones, words),
            FormField("currency", .select(Currency.codes.map { ($0, $0) }), hint: true), language,
            FormField("email", .input(type: "email"), autocomplete: "email", hint: true),
            FormField("phone", .input(type: "tel"), autocomplete: "tel"),
        ]
    }

    static func changing(_ zones: [String], _ words: Wording) -> [FormField] {
        [
            FormField("name", autocomplete: "organization"), FormField("slug", hint: true),
            FormField("category", hint: true),
            FormField("description", .textarea(rows: 4), hint: true), zone(zones, words), language,
            FormField("email", .input(type: "email"), autocomplete: "email", hint: true),
            FormField("phone", .input(type: "tel"), autocomplete: "tel"),
            FormField("address", autocomplete: "street-address"), FormField("location", autocomplete: "address-level2"),
        ]
    }

    static func values(_ business: Business) -> [String: String] {
        [
            "name": business.name, "slug": business.slug, "category": business.category ?? "",
            "description": business.description ?? "", "zone": business.zone, "language": business.language.code,
            "email": business.email ?? "", "phone": business.phone ?? "", "address": business.address ?? "",
            "location": business.location ?? "",
        ]
    }

    private static func zone(_ names: [String], _ words: Wording) -> FormField {
        let choices = names.map { (value: $0, label: $0.replacing("_", with: " ")) }
        return FormField("zone", .select([(value: "", label: words("business.zone.choose"))] + choices), hint: true)
    }

    private static var language: FormField {
        FormField("language", .select(Language.spoken.map { ($0.code, $0.ownName) }), hint: true)
    }
}
