import Catalogue
import Kernel
import Web
import Words

/// One offering: a new one, or one that is changed.
struct OfferingPage: Page {
    struct KindLink: Sendable {
        let href: String
        let label: String
        let isCurrent: Bool
    }

    static let template = "offering"
    let title: String
    let lead: String
    let back: String
    let action: String
    let form: FormView
    /// Only for a new one: a kind stays what it is.
    let kinds: [KindLink]
    let isNew: Bool
    let groups: [ChoiceGroup]
    /// No people or rooms to choose from, and no course.
    let hasNobody: Bool
    /// It is there, and of the people and rooms that there are it has none.
    let isUnserved: Bool
    /// Needs that the API made and that this form can't show.
    let hasOtherNeeds: Bool
    let peopleHref: String
    let archiveHref: String?
    let questionsHref: String?
    let questionsNote: String
    /// Of a course.
    let sessionsHref: String?
    /// Nil for a new one.
    var gallery: Gallery?

    init(
        _ business: Business, _ resources: [Resource], _ offering: Offering?, _ values: [String: String],
        _ words: Wording,
        _ problem: Problem? = nil
    ) {
        let isFit = offering.map { OfferingForm.groups($0, resources) != nil } ?? true
        let groups = OfferingForm.kinds.compactMap { kind -> ChoiceGroup? in
            let chosen = (values[OfferingForm.name(kind)] ?? "").split(separator: "\n").map(String.init)
            let choices = resources.filter { $0.kind == kind }.map {
                ChoiceGroup.Choice(
                    $0.id.description, $0.name, isChosen: chosen.contains($0.id.description))
            }
            return choices.isEmpty ? nil : Self.group(kind, choices, values, words)
        }
        self.init(
            slug: business.slug, id: offering?.id, values, isFit ? groups : [], hasOtherNeeds: !isFit,
            isUnserved: offering?.isUnserved ?? false, asksLocations: resources.contains { $0.location != nil },
            questions: offering?.terms.questions.count ?? 0,
            words, problem)
    }

    private init(
        slug: String, id: OfferingID?, _ values: [String: String], _ groups: [ChoiceGroup], hasOtherNeeds: Bool,
        isUnserved: Bool, asksLocations: Bool, questions: Int, _ words: Wording, _ problem: Problem?
    ) {
        let all = "/desk/\(slug)/offerings"
        let kind = values["kind"].flatMap(OfferingKind.init) ?? .appointment
        title = words(id == nil ? "offering.new.title" : "offering.edit.title")
        lead = words("offering.kind.\(kind.rawValue).lead")
        back = all
        action = id.map { "\(all)/\($0)" } ?? "\(all)/new"
        archiveHref = id.map { "\(all)/\($0)/archive" }
        questionsHref = id.map { "\(all)/\($0)/questions" }
        questionsNote =
            questions == 0 ? words("offering.questions.none") : words("offering.questions", count: questions)
        sessionsHref = kind == .course ? id.map { "/desk/\(slug)/sessions?offering_id=\($0)" } : nil
        peopleHref = "/desk/\(slug)/resources/new"
        isNew = id == nil
        kinds =
            id == nil
            ? Offering.bookableKinds.map {
                KindLink(
                    href: "\(all)/new?kind=\($0.rawValue)", label: words("offering.kind.\($0.rawValue)"),
                    isCurrent: $0 == kind)
            } : []
        self.groups = groups
        hasNobody = groups.isEmpty && !hasOtherNeeds && kind != .course
        self.isUnserved = isUnserved && !hasNobody
        self.hasOtherNeeds = hasOtherNeeds
        form = FormView(
            OfferingForm.fields(kind, asksLocations: asksLocations, words), schema: Offering.draft,
            prefix: "offering.field", values: values,
            problem: problem, words: words)
    }

    private static func group(
        _ kind: ResourceKind, _ choices: [ChoiceGroup.Choice], _ values: [String: String], _ words: Wording
    ) -> ChoiceGroup {
        let name = OfferingForm.togetherName(kind)
        return ChoiceGroup(
            OfferingForm.name(kind), legend: words("offering.need.\(kind.rawValue)"),
            note: words("offering.need.\(kind.rawValue).hint"), choices,
            together: choices.count < 2 ? nil : (name, words("offering.need.together"), values[name] == "true"))
    }

    static func sample(_ words: Wording) -> OfferingPage {
        let people = ["Ana", "Ben"].map { ChoiceGroup.Choice($0, $0, isChosen: true) }
        var page = OfferingPage(
            slug: "swim-school", id: OfferingID(rawValue: 1), ["kind": "course", "name": "", "duration_minutes": "60"],
            [group(.person, people, ["all_person": "true"], words)], hasOtherNeeds: true, isUnserved: true,
            asksLocations: true, questions: 2, words,
            .field("name", "required"))
        page.gallery = .sample(words)
        return page
    }

    /// Another face: one that is not there yet.
    static func fresh(_ words: Wording) -> OfferingPage {
        OfferingPage(
            slug: "swim-school", id: nil, ["kind": "room"], [], hasOtherNeeds: false, isUnserved: false,
            asksLocations: true, questions: 0, words, nil)
    }
}
