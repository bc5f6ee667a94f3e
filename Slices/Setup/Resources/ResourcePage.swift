import Catalogue
import Kernel
import Web
import Words

/// How a resource's form is read and filled.
enum ResourceForm {
    static let kinds: [ResourceKind] = [.person, .room, .equipment]
    /// What may be emptied.
    static let optional = ["description", "room_kind", "hourly_rate", "location_id"]

    static func look(_ kind: ResourceKind, _ locations: [Location], _ words: Wording) -> [FormField] {
        var fields = [
            FormField("kind", .hidden), FormField("name", hint: true), FormField("description", .textarea(rows: 3)),
        ]
        if kind == .room {
            let uses = RoomKind.allCases.map { (value: $0.rawValue, label: words("resource.room_kind.\($0.rawValue)")) }
            fields.append(
                FormField("room_kind", .select([(value: "", label: words("resource.room_kind.none"))] + uses)))
            fields.append(FormField("hourly_rate", inputmode: "decimal", hint: true))
        }
        if kind != .person {
            fields.append(
                FormField("capacity", .input(type: "number"), inputmode: "numeric", hint: true, min: "1", max: "1000"))
        }
        if !locations.isEmpty {
            let all = locations.map { (value: $0.id.description, label: $0.name) }
            let every = (value: "", label: words("resource.every_location"))
            fields.append(FormField("location_id", .select([every] + all), hint: true))
        }
        fields.append(FormField("metadata", .textarea(rows: 3), hint: true))
        fields.append(FormField("is_active", .checkbox, hint: true))
        return fields
    }

    static func values(_ resource: Resource, _ currency: Currency) -> [String: String] {
        [
            "name": resource.name, "description": resource.description ?? "", "capacity": "\(resource.capacity)",
            "room_kind": resource.roomKind?.rawValue ?? "",
            "hourly_rate": resource.hourlyRate.map { Money(minor: Int64($0), currency: currency).decimal } ?? "",
            "location_id": resource.location?.description ?? "",
            "metadata": ResourceDetails.text(resource.metadata), "is_active": resource.isActive ? "true" : "false",
        ]
    }

    static func fields(_ texts: [String: String]) throws(Problem) -> Fields {
        var texts = texts
        texts["is_active"] = texts["is_active"] ?? "false"
        texts["hourly_rate"] = texts["hourly_rate"]?.replacing(",", with: ".")
        let details = try ResourceDetails.read(texts.removeValue(forKey: "metadata") ?? "")
        return Fields(try Resource.draft.accept(form: texts).values.merging(["metadata": details]) { $1 })
    }
}

/// One person, room or piece of equipment: a new one, or one that is changed.
struct ResourcePage: Page {
    struct KindLink: Sendable {
        let href: String
        let label: String
        let isCurrent: Bool
    }

    static let template = "resource"
    let title: String
    let back: String
    let action: String
    let form: FormView
    /// Only for a new one: a kind stays what it is.
    let kinds: [KindLink]
    let isNew: Bool
    let archiveHref: String?
    let hoursHref: String?
    /// Nil for a new one.
    var gallery: Gallery?

    init(
        _ business: Business, kind: ResourceKind, _ id: ResourceID?, _ values: [String: String],
        _ locations: [Location],
        _ words: Wording, _ problem: Problem? = nil
    ) {
        self.init(slug: business.slug, kind, id, values, locations, words, problem)
    }

    init(
        slug: String, _ kind: ResourceKind, _ id: ResourceID?, _ values: [String: String], _ locations: [Location],
        _ words: Wording, _ problem: Problem?
    ) {
        let all = "/desk/\(slug)/resources"
        title = words(id == nil ? "resource.new.title" : "resource.edit.title")
        back = all
        isNew = id == nil
        action = id.map { "\(all)/\($0)" } ?? "\(all)/new"
        archiveHref = id.map { "\(all)/\($0)/archive" }
        hoursHref = id.map { "/desk/\(slug)/hours?resource=\($0)" }
        kinds =
            id == nil
            ? ResourceForm.kinds.map {
                KindLink(
                    href: "\(all)/new?kind=\($0.rawValue)", label: words("resource.kind.\($0.rawValue)"),
                    isCurrent: $0 == kind)
            } : []
        let values = values.merging(["kind": kind.rawValue]) { $1 }
        form = FormView(
            ResourceForm.look(kind, locations, words), schema: Resource.draft, prefix: "resource.field", values: values,
            problem: problem,
            words: words)
    }

    static func sample(_ words: Wording) -> ResourcePage {
        var page = ResourcePage(
            slug: "swim-school", .room, ResourceID(rawValue: 1), ["name": "", "capacity": "1"], [.sample], words,
            .field("name", "required"))
        page.gallery = .sample(words)
        return page
    }
}
