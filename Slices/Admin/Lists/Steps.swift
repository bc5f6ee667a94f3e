import Catalogue
import House
import Identity
import Kernel
import Storage
import Web
import Words

/// What an admin does to an account, asked before it is done.
enum UserStep: String, CaseIterable, Sendable {
    case makeAdmin = "make-admin"
    case makeUser = "make-user"
    case deactivate, activate

    static func all(for user: User) -> [UserStep] {
        [user.role == .admin ? .makeUser : .makeAdmin, user.isActive ? .deactivate : .activate]
    }
}

/// What an admin does to a business.
enum BusinessStep: String, CaseIterable, Sendable {
    case verify, unverify, deactivate, activate

    static func all(for business: Business) -> [BusinessStep] {
        [business.isVerified ? .unverify : .verify, business.isActive ? .deactivate : .activate]
    }
}

extension AdminSlice {
    var stepPages: [PageRoute] {
        UserStep.allCases.flatMap { step in
            pages(.users, step.rawValue, "admin.user.\(step.rawValue)") { visit, db in
                guard let user = try db.user(try visit.id("id")) else { throw Problem.notFound }
                return user.name
            } verb: { visit, db in
                try take(step, try visit.id("id"), by: Origin(visit), in: db)
            }
        }
            + BusinessStep.allCases.flatMap { step in
                pages(.businesses, step.rawValue, "admin.business.\(step.rawValue)") { visit, db in
                    guard let business = try db.business(try visit.id("id", BusinessID.self)) else {
                        throw Problem.notFound
                    }
                    return business.name
                } verb: { visit, db in
                    try take(step, try visit.id("id"), by: Origin(visit), in: db)
                }
            }
    }

    private func take(_ step: UserStep, _ id: UserID, by origin: Origin, in db: Transaction) throws {
        switch step {
        case .makeAdmin: _ = try identity.setPlatformRole(id, .admin, by: origin, in: db)
        case .makeUser: _ = try identity.setPlatformRole(id, .user, by: origin, in: db)
        case .deactivate: _ = try identity.setActive(id, false, by: origin, in: db)
        case .activate: _ = try identity.setActive(id, true, by: origin, in: db)
        }
    }

    private func take(_ step: BusinessStep, _ id: BusinessID, by origin: Origin, in db: Transaction) throws {
        switch step {
        case .verify: _ = try catalogue.verify(id, true, by: origin, in: db)
        case .unverify: _ = try catalogue.verify(id, false, by: origin, in: db)
        case .deactivate: _ = try catalogue.setActive(id, false, isByPlatform: true, by: origin, in: db)
        case .activate: _ = try catalogue.setActive(id, true, isByPlatform: true, by: origin, in: db)
        }
    }

    /// A page that asks, and the form that does it.
    func pages(
        _ list: AdminList, _ step: String, _ label: String,
        name: @escaping @Sendable (Visit, Snapshot) throws -> String,
        verb: @escaping @Sendable (Visit, Transaction) throws -> Void
    ) -> [PageRoute] {
        let path = "/admin/\(list.rawValue)/{id}/\(step)"
        let back = "/admin/\(list.rawValue)"
        @Sendable func ask(_ visit: Visit, _ problem: Problem?) async throws -> Answer {
            let name = try await house.store.read { db in try name(visit, db) }
            let form = FormView(
                [], schema: Schema("Question", []), prefix: "admin.filter", values: [:], problem: problem,
                words: visit.words)
            let page = ConfirmPage(
                title: "\(visit.words(label)): \(name)", text: visit.words("\(label).text", ["name": name]),
                label: visit.words(label), action: "\(back)/\(visit.parameter("id"))/\(step)", back: back, form: form)
            return try show(page, list, visit, status: problem?.status ?? 200)
        }
        return [
            .get(path, access: .admin) { visit in try await ask(visit, nil) },
            .post(path, access: .admin) { visit in
                do {
                    try await house.store.write { db in try verb(visit, db) }
                    return Answer.see(back).noticing("admin.notice.done")
                } catch let problem as Problem where problem.status == 409 {
                    return try await ask(visit, problem)
                }
            },
        ]
    }
}
