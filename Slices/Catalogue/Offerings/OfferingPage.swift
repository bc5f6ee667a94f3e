import Kernel
import Web
import Words

/// One offering: a new one, or one that is changed.
struct OfferingPage: Page {
    struct Choice: Sendable {
        let choiceID: String
        let choiceValue: String
        let choiceLabel: String
        let isChosen: Bool
    }
    struct Group: Sendable {
        let groupName: String
        let legend: String
        let note: String
        let choices: [Choice]
    }

    static let template = "offering"
    let title: String
    let back: String
    let action: String
    let form: FormView
    let groups: [Group]
    let hasGroups: Bool
    /// Needs that the API made and that this form can't show.
    let hasOtherNeeds: Bool
    let peopleHref: String
    let archiveHref: String?
    /// Nil for a new one.
    var gallery: Gallery?

    init(
        _ business: Business, _ resources: [Resource], _ offering: Offering?, _ values: [String: String],
        _ words: Wording,
        _ problem: Problem? = nil
    ) {
        let isFit = offering.map { OfferingForm.groups($0, resources) != nil } ?? true
        let groups = OfferingForm.kinds.compactMap { kind -> Group? in
            let chosen = (values[OfferingForm.name(kind)] ?? "").split(separator: "\n").map(String.init)
            let choices = resources.filter { $0.kind == kind }.map { resource in
                Choice(
                    choiceID: "need-\(resource.id)", choiceValue: resource.id.description, choiceLabel: resource.name,
                    isChosen: chosen.contains(resource.id.description))
            }
            return choices.isEmpty ? nil : Self.group(kind, choices, words)
        }
        self.init(
            slug: business.slug, id: offering?.id, values, isFit ? groups : [], hasOtherNeeds: !isFit, words, problem)
    }

    private init(
        slug: String, id: OfferingID?, _ values: [String: String], _ groups: [Group], hasOtherNeeds: Bool,
        _ words: Wording,
        _ problem: Problem?
    ) {
        let all = "/desk/\(slug)/offerings"
        title = words(id == nil ? "offering.new.title" : "offering.edit.title")
        back = all
        action = id.map { "\(all)/\($0)" } ?? "\(all)/new"
        archiveHref = id.map { "\(all)/\($0)/archive" }
        peopleHref = "/desk/\(slug)/resources/new"
        self.groups = groups
        hasGroups = !groups.isEmpty
        self.hasOtherNeeds = hasOtherNeeds
        form = FormView(
            OfferingForm.look(words), schema: Offering.draft, prefix: "offering.field", values: values,
            problem: problem,
            words: words)
    }

    private static func group(_ kind: ResourceKind, _ choices: [Choice], _ words: Wording) -> Group {
        Group(
            groupName: OfferingForm.name(kind), legend: words("offering.need.\(kind.rawValue)"),
            note: words("offering.need.\(kind.rawValue).hint"), choices: choices)
    }

    static func sample(_ words: Wording) -> OfferingPage {
        let ana = Choice(choiceID: "need-res_1", choiceValue: "res_1", choiceLabel: "Ana", isChosen: true)
        var page = OfferingPage(
            slug: "swim-school", id: OfferingID(rawValue: 1), ["name": "", "duration_minutes": "60"],
            [group(.person, [ana], words)], hasOtherNeeds: true, words, .field("name", "required"))
        page.gallery = .sample(words)
        return page
    }
}
