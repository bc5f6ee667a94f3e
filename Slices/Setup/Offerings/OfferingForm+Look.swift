import Catalogue
import Kernel
import Web
import Words

extension OfferingForm {
    /// The names of the fields that a kind has, in their order.
    static func look(_ kind: OfferingKind) -> [String] {
        let lengths = ["min_duration_minutes", "max_duration_minutes", "duration_step_minutes"]
        let rest = [
            "requires_approval", "buffer_before_minutes", "buffer_time_minutes", "no_show_minutes", "self_check_in",
            "is_active",
        ]
        let start = ["name", "description", "duration_minutes"]
        let party = ["max_party", "asks_names"]
        return switch kind {
        case .room:
            start + lengths + ["step_minutes", "price", "pricing"] + party + ["assignment", "locations"] + rest
        case .course: start + ["price", "pricing"] + party + ["booking_deadline_hours", "assignment"] + rest
        default:
            start + ["step_minutes"] + lengths + ["price", "pricing"] + party
                + ["lets_choose", "assignment", "locations"] + rest
        }
    }

    /// - Parameter asksLocations: people and rooms belong to locations.
    static func fields(_ kind: OfferingKind, asksLocations: Bool, _ words: Wording) -> [FormField] {
        [FormField("kind", .hidden)]
            + look(kind).filter { asksLocations || $0 != "locations" }.map { field($0, kind, words) }
    }

    private static func field(_ name: String, _ kind: OfferingKind, _ words: Wording) -> FormField {
        func number(_ min: String, _ max: String) -> FormField {
            FormField(name, .input(type: "number"), inputmode: "numeric", hint: true, min: min, max: max)
        }
        return switch name {
        case "name": FormField(name)
        case "description": FormField(name, .textarea(rows: 3), hint: true)
        case "price": FormField(name, inputmode: "decimal", hint: true)
        case "duration_minutes" where kind == .room:
            FormField(
                name, .input(type: "number"), inputmode: "numeric", hint: true, min: "5", max: "1440",
                label: words("offering.room.length"))
        case "pricing": FormField(name, .select(pricings(kind, words)))
        case "assignment": FormField(name, .select(assignments(words)), hint: true)
        case "locations": FormField(name, .select(locations(words)), hint: true)
        case "requires_approval": FormField(name, .select(approvals(words)), hint: true)
        case "is_active", "asks_names", "lets_choose", "self_check_in": FormField(name, .checkbox, hint: true)
        case "max_party": number("1", "1000")
        case "booking_deadline_hours": number("0", "8760")
        case "buffer_before_minutes", "buffer_time_minutes": number("0", "1440")
        default: number("5", "1440")
        }
    }

    private static func pricings(_ kind: OfferingKind, _ words: Wording) -> [(value: String, label: String)] {
        let possible: [OfferingTerms.Pricing] =
            switch kind {
            case .room: [.perHour, .perBooking, .perPerson]
            case .course: [.perPerson, .perBooking]
            default: [.perPerson, .perBooking, .perHour]
            }
        return possible.map { ($0.rawValue, words("offering.pricing.\($0.rawValue)")) }
    }

    private static func assignments(_ words: Wording) -> [(value: String, label: String)] {
        Assignment.allCases.map { ($0.rawValue, words("offering.assignment.\($0.rawValue)")) }
    }

    private static func locations(_ words: Wording) -> [(value: String, label: String)] {
        OfferingTerms.LocationRule.allCases.map { ($0.rawValue, words("offering.locations.\($0.rawValue)")) }
    }

    private static func approvals(_ words: Wording) -> [(value: String, label: String)] {
        [
            (value: "", label: words("offering.approval.settings")),
            (value: "true", label: words("offering.approval.yes")),
            (value: "false", label: words("offering.approval.no")),
        ]
    }
}
