import Catalogue
import Identity
import Kernel
import Web
import Words

/// One member: their role, and the people and rooms that they look after.
struct MemberPage: Page {
    static let template = "member"
    let title: String
    let back: String
    let action: String
    let email: String
    let form: FormView
    let groups: [ChoiceGroup]
    let removeHref: String

    init(
        slug: String, _ member: Member, resources: [NamedResource], typed: [String: String]?, _ problem: Problem?,
        _ words: Wording
    ) {
        let chosen = typed.map { Self.chosen($0["resource_ids"]) } ?? member.resources
        self.init(
            slug: slug, member.user, name: member.name, email: member.email,
            role: typed?["role"] ?? member.role.rawValue, Self.groups(resources, chosen, words), problem, words)
    }

    private init(
        slug: String, _ user: UserID, name: String, email: String, role: String, _ groups: [ChoiceGroup],
        _ problem: Problem?, _ words: Wording
    ) {
        title = name
        back = "/desk/\(slug)/members"
        action = "\(back)/\(user)"
        removeHref = "\(action)/remove"
        self.email = email
        self.groups = groups
        form = FormView(
            [Self.roleField(words)], schema: Member.change, prefix: "members.field", values: ["role": role],
            problem: problem, words: words)
    }

    static func accept(_ texts: [String: String]) throws(Problem) -> Fields {
        // No ticked box is no field, and means no limit.
        let fields = try Member.change.accept(form: texts)
        return Fields(["resource_ids": .array([])].merging(fields.values) { $1 })
    }

    static func roleField(_ words: Wording) -> FormField {
        FormField(
            "role",
            .select(MemberRole.allCases.map { ($0.rawValue, words("members.role.\($0.rawValue).choice")) }))
    }

    static func groups(_ resources: [NamedResource], _ chosen: Set<ResourceID>, _ words: Wording) -> [ChoiceGroup] {
        guard !resources.isEmpty else { return [] }
        return [
            ChoiceGroup(
                "resource_ids", legend: words("members.limits"), note: words("members.limits.hint"),
                resources.map { .init($0.id.description, $0.name, isChosen: chosen.contains($0.id)) })
        ]
    }

    static func chosen(_ lines: String?) -> Set<ResourceID> {
        Set((lines ?? "").split(whereSeparator: \.isNewline).compactMap { ResourceID(String($0)) })
    }

    /// `Ana, Blue room`; of somebody without limits, that they look after everything.
    static func limits(_ resources: Set<ResourceID>, _ names: [ResourceID: String], _ words: Wording) -> String {
        resources.isEmpty ? words("members.all") : resources.compactMap { names[$0] }.sorted().joined(separator: ", ")
    }

    static func sample(_ words: Wording) -> MemberPage {
        let ana = ResourceID(rawValue: 1)
        return MemberPage(
            slug: "swim-school", UserID(rawValue: 1), name: "Ana Beltrán", email: "ana@example.org", role: "manager",
            groups([NamedResource(id: ana, name: "Ana")], [ana], words), .lastOwner, words)
    }
}
