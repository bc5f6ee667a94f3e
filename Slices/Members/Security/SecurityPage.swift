import Catalogue
import House
import Identity
import Kernel
import Storage
import Web
import Words

extension MemberSlice {
    var securityPages: [PageRoute] {
        let path = "/desk/{slug}/security"
        return [
            .get(path, access: .member("members:manage")) { visit in
                try await catalogue.deskPage(visit, .membersManage) { member, db in
                    SecurityPage(member.business.slug, try db.rolesWithSecondFactor(member.business.id), visit.words)
                }
            },
            .post(path, access: .member("members:manage")) { visit in
                // No ticked box is no field.
                let isAny = visit.body.has("second_factor_roles")
                let roles = isAny ? Self.roles(try Self.securitySchema.accept(form: visit.body.texts)) : []
                return try await catalogue.deskForm(visit, .membersManage) { member, db in
                    try setSecondFactor(roles, member, visit, in: db)
                    return Answer.see("/desk/\(member.business.slug)/security").noticing("members.notice.saved")
                } refused: { problem, member, _ in
                    SecurityPage(member.business.slug, roles, visit.words, problem)
                }
            },
        ]
    }
}

/// Who has to log in with a second factor.
struct SecurityPage: Page {
    static let template = "security"
    let title: String
    let action: String
    let settingsHref: String
    let groups: [ChoiceGroup]
    let problems: [FormView.ProblemLink]
    let problemTitle: String?

    init(_ slug: String, _ roles: Set<MemberRole>, _ words: Wording, _ problem: Problem? = nil) {
        title = words("security.title")
        action = "/desk/\(slug)/security"
        settingsHref = "/desk/\(slug)/settings"
        groups = [
            ChoiceGroup(
                "second_factor_roles", legend: words("security.roles"), note: words("security.roles.hint"),
                MemberRole.allCases.map {
                    .init($0.rawValue, words("security.role.\($0.rawValue)"), isChosen: roles.contains($0))
                })
        ]
        problemTitle = problem?.sentence(words)
        problems = (problem?.fields ?? []).map { .init(href: "#c-owner", sentence: $0.sentence(words)) }
    }

    static func sample(_ words: Wording) -> SecurityPage {
        SecurityPage("swim-school", [.owner], words, .field("second_factor_roles", "own_second_factor"))
    }
}
