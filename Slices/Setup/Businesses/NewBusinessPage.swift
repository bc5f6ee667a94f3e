import Catalogue
import House
import Identity
import Kernel
import Storage
import Timekeeping
import Web
import Words

extension SetupSlice {
    var businessPages: [PageRoute] {
        [
            .get("/desk", access: .signedIn) { visit in
                let signedIn = try visit.user()
                let user = UserID(rawValue: signedIn.id)
                let first = try await house.store.read { db in try db.memberships(of: user).first }
                // An admin who lacks a second factor is led on to it there.
                let none = signedIn.isAdmin || signedIn.isAdminOnceFactored ? "/admin" : "/desk/new"
                return .see(first.map { "/desk/\($0.business.slug)" } ?? none)
            },
            .get("/desk/new", access: .signedIn) { visit in try showNewBusiness(visit) },
            .post("/desk/new", access: .signedIn) { visit in try await openBusiness(visit) },
        ]
    }

    private func showNewBusiness(_ visit: Visit, _ problem: Problem? = nil) throws -> Answer {
        var values = visit.body.texts
        if problem == nil { values = ["currency": house.rules.defaultCurrency, "language": visit.words.language.code] }
        var chrome = Chrome(visit)
        chrome.isDemo = house.rules.isDemo
        let page = NewBusinessPage(house.zones.names, values, visit.words, problem)
        return try house.page(page, visit, chrome, status: problem?.status ?? 200)
    }

    private func openBusiness(_ visit: Visit) async throws -> Answer {
        do {
            let draft = BusinessDraft(try BusinessForm.opening.accept(form: visit.body.texts))
            let user = UserID(rawValue: try visit.user().id)
            let business = try await house.store.write { db in
                try catalogue.createBusiness(draft, owner: user, by: Origin(visit), in: db)
            }
            return Answer.see("/desk/\(business.slug)").noticing("setup.notice.created")
        } catch let problem as Problem where problem.status == 422 {
            return try showNewBusiness(visit, problem)
        }
    }
}

/// Open a business (B1).
struct NewBusinessPage: Page {
    static let template = "business-new"
    let title: String
    let form: FormView

    init(_ zones: [String], _ values: [String: String], _ words: Wording, _ problem: Problem? = nil) {
        title = words("business.new.title")
        form = FormView(
            BusinessForm.opening(zones, words), schema: BusinessForm.opening, prefix: "business.field", values: values,
            problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> NewBusinessPage {
        NewBusinessPage(["Europe/Madrid", "UTC"], ["name": ""], words, .field("name", "required"))
    }
}
