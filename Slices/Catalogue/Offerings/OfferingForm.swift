import Kernel
import Web
import Words

/// How an offering's form is read and filled. Its needs are shown as one group of boxes a kind: one of the ticked people, and one of the
/// ticked rooms, and one of the ticked pieces of equipment.
enum OfferingForm {
    static let kinds = ResourceForm.kinds
    /// What may be emptied.
    static let optional = ["description", "buffer_before_minutes", "buffer_time_minutes", "requires_approval"]

    private static let schema = Schema(
        "OfferingForm",
        Offering.draft.fields
            + kinds.map {
                Field(name($0), .list(.formatted(.id(ResourceID.self)), max: 100), optional: true, sample: [])
            })

    static func name(_ kind: ResourceKind) -> String { "need_\(kind.rawValue)" }

    static func look(_ words: Wording) -> [FormField] {
        func minutes(_ name: String, min: String) -> FormField {
            FormField(name, .input(type: "number"), inputmode: "numeric", hint: true, min: min, max: "1440")
        }
        let approval = [
            (value: "", label: words("offering.approval.settings")),
            (value: "true", label: words("offering.approval.yes")),
            (value: "false", label: words("offering.approval.no")),
        ]
        return [
            FormField("name"), FormField("description", .textarea(rows: 3), hint: true),
            minutes("duration_minutes", min: "5"),
            minutes("step_minutes", min: "5"), FormField("price", inputmode: "decimal", hint: true),
            minutes("buffer_before_minutes", min: "0"), minutes("buffer_time_minutes", min: "0"),
            FormField("requires_approval", .select(approval), hint: true),
            FormField("is_active", .checkbox, hint: true),
        ]
    }

    /// For a new offering: anybody can do it, unless there is only one choice to make.
    static func fresh(_ resources: [Resource]) -> [String: String] {
        let people = resources.filter { $0.kind == .person }.map(\.id.description)
        return [
            "duration_minutes": "60", "step_minutes": "30", "is_active": "true",
            name(.person): people.joined(separator: "\n"),
        ]
    }

    static func values(_ offering: Offering, _ resources: [Resource]) -> [String: String] {
        var values = [
            "name": offering.name, "description": offering.description ?? "",
            "duration_minutes": "\(offering.durationMinutes)",
            "step_minutes": "\(offering.stepMinutes)", "price": offering.price.decimal,
            "buffer_before_minutes": offering.bufferBeforeMinutes.map { "\($0)" } ?? "",
            "buffer_time_minutes": offering.bufferMinutes.map { "\($0)" } ?? "",
            "requires_approval": offering.requiresApproval.map { $0 ? "true" : "false" } ?? "",
            "is_active": offering.isActive ? "true" : "false",
        ]
        for (kind, ids) in groups(offering, resources) ?? [:] {
            values[name(kind)] = ids.map(\.description).joined(separator: "\n")
        }
        return values
    }

    /// The needs by kind; nil where they don't fit one group a kind, as the API may have made them. Such needs the form leaves alone.
    static func groups(_ offering: Offering, _ resources: [Resource]) -> [ResourceKind: [ResourceID]]? {
        let kinds = Dictionary(uniqueKeysWithValues: resources.map { ($0.id, $0.kind) })
        var groups: [ResourceKind: [ResourceID]] = [:]
        for need in offering.needs {
            let found = Set(need.compactMap { kinds[$0] })
            guard found.count == 1, let kind = found.first, groups[kind] == nil, Self.kinds.contains(kind) else {
                return nil
            }
            groups[kind] = need
        }
        return groups
    }

    static func fields(_ texts: [String: String], keepsNeeds: Bool) throws(Problem) -> Fields {
        var texts = texts
        texts["kind"] = OfferingKind.appointment.rawValue
        texts["is_active"] = texts["is_active"] ?? "false"
        texts["price"] = texts["price"]?.replacing(",", with: ".")
        let accepted = try schema.accept(form: texts)
        let names = kinds.map(name)
        let groups = names.compactMap { accepted.list($0) }.filter { !$0.isEmpty }
        var values = accepted.values.filter { !names.contains($0.key) }
        if !keepsNeeds { values["needs"] = .array(groups.map(JSON.array)) }
        return Fields(values)
    }
}
