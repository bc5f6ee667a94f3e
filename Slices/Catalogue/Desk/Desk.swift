import House
import Identity
import Kernel
import Storage
import Web
import Words

extension CatalogueSlice {
    /// The desk around one business: its navigation, the user's other businesses, the public link.
    /// - Parameter mark: the pulse's, from before anything was read for the page.
    package func desk(_ visit: Visit, _ member: Membership, mark: UInt64? = nil, in db: Snapshot) throws -> Chrome {
        var chrome = Chrome(visit)
        let base = "/desk/\(member.business.slug)"
        let here = visit.incoming.path
        chrome.businessName = member.business.name
        chrome.businessHref = "\(house.baseURL)/book/\(member.business.slug)"
        chrome.isDemo = house.rules.isDemo
        chrome.liveHref = mark.map { "\(base)/live?since=\(house.pulse.stamp($0))" }
        let allowed = house.places.filter { place in
            guard let permission = Permission(rawValue: place.needs) else { return false }
            return member.may(permission) && (!member.isLimited || place.isForLimited)
        }
        chrome.searchHref = "\(base)/search"
        chrome.nav = try allowed.map { place in
            let href = place.path.isEmpty ? base : "\(base)/\(place.path)"
            let isCurrent = place.path.isEmpty ? here == base : here == href || here.hasPrefix(href + "/")
            // What waits is counted for the whole business.
            let waiting = member.isLimited ? 0 : try place.waiting?(db, member.business.id.rawValue) ?? 0
            return Chrome.Link(
                href: href, label: visit.words(place.label), icon: place.icon, isCurrent: isCurrent,
                badge: waiting > 0 ? visit.words.formats.number(waiting) : nil)
        }
        chrome.businesses = try db.memberships(of: member.user).map {
            Chrome.BusinessLink(
                href: "/desk/\($0.business.slug)", name: $0.business.name,
                isCurrent: $0.business.id == member.business.id)
        }
        return chrome
    }

    /// A desk page: the membership is looked up with `permission`, `make` builds the page on the same snapshot.
    /// - Parameter reach: `.own` where `make` shows nothing beyond what a limited member looks after.
    package func deskPage<P: Page>(
        _ visit: Visit, _ permission: Permission, reach: Reach = .business, status: Int = 200,
        _ make: @escaping @Sendable (Membership, Snapshot) throws -> P
    ) async throws -> Answer {
        let mark = house.pulse.mark
        return try await house.store.read { db in
            let member = try db.membership(visit.visitor, slug: visit.parameter("slug"), permission, reach: reach)
            let page = try make(member, db)
            return try house.page(page, visit, desk(visit, member, mark: mark, in: db), status: status)
        }
    }

    /// A desk form's work: the membership is looked up with `permission` inside the transaction.
    package func deskWork(
        _ visit: Visit, _ permission: Permission, reach: Reach = .business,
        _ work: @escaping @Sendable (Membership, Transaction) throws -> Answer
    ) async throws -> Answer {
        try await house.store.write { db in
            try work(try db.membership(visit.visitor, slug: visit.parameter("slug"), permission, reach: reach), db)
        }
    }

    /// A desk form: `work`, or where that is refused (409, 422) the page again, with what was typed and what was wrong.
    package func deskForm<P: Page>(
        _ visit: Visit, _ permission: Permission, reach: Reach = .business,
        work: @escaping @Sendable (Membership, Transaction) throws -> Answer,
        refused: @escaping @Sendable (Problem, Membership, Snapshot) throws -> P
    ) async throws -> Answer {
        do {
            return try await deskWork(visit, permission, reach: reach, work)
        } catch let problem as Problem where problem.status == 409 || problem.status == 422 {
            return try await deskPage(visit, permission, reach: reach, status: problem.status) { member, db in
                try refused(problem, member, db)
            }
        }
    }
}
