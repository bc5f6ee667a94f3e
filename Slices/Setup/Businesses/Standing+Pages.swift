import Catalogue
import House
import Identity
import Kernel
import Storage
import Web
import Words

/// What an owner does with the business as a whole; a page asks before each.
enum StandingStep: String, CaseIterable {
    case deactivate, activate, close

    var notice: String {
        switch self {
        case .deactivate: "setup.notice.deactivated"
        case .activate: "setup.notice.activated"
        case .close: "setup.notice.closed"
        }
    }
}

/// The part of the settings that says how the business stands and what can be done about it.
struct StandingView: Sendable {
    let sentence: String
    let deactivateHref: String?
    let activateHref: String?
    let closeHref: String

    init(_ standing: Standing, base: String, _ words: Wording) {
        sentence = standing.sentence(words)
        deactivateHref = standing == .inUse ? "\(base)/deactivate" : nil
        activateHref = standing == .outOfUse ? "\(base)/activate" : nil
        closeHref = "\(base)/close"
    }

    private init(sample base: String, _ words: Wording) {
        sentence = Standing.inUse.sentence(words)
        (deactivateHref, activateHref) = ("\(base)/deactivate", "\(base)/activate")
        closeHref = "\(base)/close"
    }

    static func sample(_ words: Wording) -> StandingView {
        StandingView(sample: "/desk/swim-school/settings", words)
    }
}

extension SetupSlice {
    var standingPages: [PageRoute] { StandingStep.allCases.flatMap(standing) }

    private func standing(_ step: StandingStep) -> [PageRoute] {
        let path = "/desk/{slug}/settings/\(step.rawValue)"
        return [
            .get(path, access: .member("members:manage")) { visit in
                try await catalogue.deskPage(visit, .membersManage) { member, _ in
                    Self.question(step, member, visit.words)
                }
            },
            .post(path, access: .member("members:manage")) { visit in
                try await catalogue.deskWork(visit, .membersManage) { member, db in
                    try take(step, member, by: Origin(visit), in: db)
                    let place = step == .close ? "/desk" : "/desk/\(member.business.slug)/settings"
                    return Answer.see(place).noticing(step.notice)
                }
            },
        ]
    }

    private func take(_ step: StandingStep, _ member: Membership, by origin: Origin, in db: Transaction) throws {
        if step == .close { return try catalogue.archiveBusiness(member, by: origin, in: db) }
        let isByPlatform = try !db.isMember(member.user, of: member.business.id)
        _ = try catalogue.setActive(
            member.business.id, step == .activate, isByPlatform: isByPlatform, by: origin, in: db)
    }

    private static func question(_ step: StandingStep, _ member: Membership, _ words: Wording) -> ConfirmPage {
        let base = "/desk/\(member.business.slug)/settings"
        let prefix = "standing.\(step.rawValue)"
        return ConfirmPage(
            title: words("\(prefix).title", ["name": member.business.name]), text: words("\(prefix).text"),
            label: words("\(prefix).submit"), action: "\(base)/\(step.rawValue)", back: base)
    }
}
