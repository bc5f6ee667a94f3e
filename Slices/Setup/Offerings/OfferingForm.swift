import Catalogue
import Kernel
import Web
import Words

/// How an offering's form is read and filled: only what its kind has. Its needs are shown as one group of boxes a kind of resource: one of
/// the ticked ones, or all of them together.
enum OfferingForm {
    static let kinds = ResourceForm.kinds

    struct Need: Equatable {
        let ids: [ResourceID]
        /// All of them at once; else any one.
        let isTogether: Bool
    }

    private static let schema = Schema(
        "OfferingForm",
        Offering.draft.fields
            + kinds.flatMap {
                [
                    Field(name($0), .list(.formatted(.id(ResourceID.self)), max: 100), optional: true, sample: []),
                    Field(togetherName($0), .boolean, optional: true, sample: false),
                ]
            })

    static func name(_ kind: ResourceKind) -> String { "need_\(kind.rawValue)" }
    static func togetherName(_ kind: ResourceKind) -> String { "all_\(kind.rawValue)" }

    /// For a new offering: anybody can do it, unless there is only one choice to make.
    static func fresh(_ kind: OfferingKind, _ resources: [Resource]) -> [String: String] {
        func all(_ kind: ResourceKind) -> String {
            resources.filter { $0.kind == kind }.map(\.id.description).joined(separator: "\n")
        }
        let common = ["kind": kind.rawValue, "duration_minutes": "60", "is_active": "true", "max_party": "1"]
        let own: [String: String] =
            switch kind {
            case .room:
                [
                    "step_minutes": "60", "min_duration_minutes": "60", "max_duration_minutes": "480",
                    "duration_step_minutes": "60", "pricing": "per_hour", name(.room): all(.room),
                ]
            case .course: ["booking_deadline_hours": "24", "max_party": "4", name(.person): all(.person)]
            default: ["step_minutes": "30", name(.person): all(.person)]
            }
        return common.merging(own) { $1 }
    }

    static func values(_ offering: Offering, _ resources: [Resource]) -> [String: String] {
        let terms = offering.terms
        func number(_ value: Int?) -> String { value.map { "\($0)" } ?? "" }
        var values = [
            "kind": offering.kind.rawValue, "name": offering.name, "description": offering.description ?? "",
            "duration_minutes": "\(offering.durationMinutes)", "step_minutes": "\(offering.stepMinutes)",
            "price": offering.price.decimal, "pricing": terms.pricing.rawValue,
            "min_duration_minutes": number(terms.lengths?.least),
            "max_duration_minutes": number(terms.lengths?.most),
            "duration_step_minutes": number(terms.lengths?.step), "max_party": "\(terms.partyMost)",
            "asks_names": "\(terms.asksNames)", "assignment": terms.assignment.rawValue,
            "lets_choose": "\(terms.letsChoose)", "locations": terms.locations.rawValue,
            "booking_deadline_hours": number(terms.deadlineHours),
            "no_show_minutes": number(terms.noShowMinutes), "self_check_in": "\(terms.selfCheckIn)",
            "buffer_before_minutes": number(offering.bufferBeforeMinutes),
            "buffer_time_minutes": number(offering.bufferMinutes),
            "requires_approval": offering.requiresApproval.map { "\($0)" } ?? "", "is_active": "\(offering.isActive)",
        ]
        for (kind, need) in groups(offering, resources) ?? [:] {
            values[name(kind)] = need.ids.map(\.description).joined(separator: "\n")
            values[togetherName(kind)] = "\(need.isTogether)"
        }
        return values
    }

    /// The needs by kind; nil where they don't fit one group a kind, as the API may have made them. Such needs the form leaves alone.
    static func groups(_ offering: Offering, _ resources: [Resource]) -> [ResourceKind: Need]? {
        let kinds = Dictionary(uniqueKeysWithValues: resources.map { ($0.id, $0.kind) })
        var byKind: [ResourceKind: [[ResourceID]]] = [:]
        for need in offering.needs {
            let found = Set(need.compactMap { kinds[$0] })
            guard found.count == 1, let kind = found.first, Self.kinds.contains(kind) else { return nil }
            byKind[kind, default: []].append(need)
        }
        var groups: [ResourceKind: Need] = [:]
        for (kind, needs) in byKind {
            if needs.count == 1 {
                groups[kind] = Need(ids: needs[0], isTogether: false)
            } else if needs.allSatisfy({ $0.count == 1 }), Set(needs.joined()).count == needs.count {
                groups[kind] = Need(ids: needs.map { $0[0] }, isTogether: true)
            } else {
                return nil
            }
        }
        return groups
    }

    static func fields(_ texts: [String: String], _ kind: OfferingKind, keepsNeeds: Bool) throws(Problem) -> Fields {
        var texts = texts
        texts["kind"] = kind.rawValue
        let look = look(kind)
        for name in ["is_active", "asks_names", "lets_choose", "self_check_in"] where look.contains(name) {
            texts[name] = texts[name] ?? "false"
        }
        texts["price"] = texts["price"]?.replacing(",", with: ".")
        let accepted = try schema.accept(form: texts)
        let groups = kinds.flatMap { kind -> [JSON] in
            guard let ids = accepted.list(name(kind)), !ids.isEmpty else { return [] }
            return accepted.bool(togetherName(kind)) ?? false ? ids.map { .array([$0]) } : [.array(ids)]
        }
        let own = Set(kinds.flatMap { [name($0), togetherName($0)] })
        var values = accepted.values.filter { !own.contains($0.key) }
        if !keepsNeeds { values["needs"] = .array(groups) }
        return Fields(values).clearing(look.filter(optional.contains))
    }

    /// What may be emptied.
    private static let optional: Set = [
        "description", "buffer_before_minutes", "buffer_time_minutes", "requires_approval", "min_duration_minutes",
        "max_duration_minutes", "duration_step_minutes", "booking_deadline_hours", "no_show_minutes",
    ]
}
