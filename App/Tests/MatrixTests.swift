import House
import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// Every door, for everybody, with everybody's ids: each answers as `domain.md` says, and what is refused changes no row (A7, A10, Q8).
@Suite struct MatrixTests {
    /// The matrix as `domain.md` has it, written down a second time so that a slip in the code is a difference.
    private static let matrix: [String: Set<String>] = [
        "booking:view_all": ["owner", "manager", "staff", "viewer"], "booking:create": ["owner", "manager", "staff"],
        "booking:cancel": ["owner", "manager"], "booking:approve": ["owner", "manager"],
        "schedule:modify": ["owner", "manager"], "settings:modify": ["owner", "manager"], "members:manage": ["owner"],
        "customers:view": ["owner", "manager", "staff"], "customers:erase": ["owner"],
    ]

    /// What somebody who is limited to some people and rooms meets at a door that they may open for those.
    private enum Fence {
        /// It shows nothing that is fenced.
        case none
        /// What is somebody else's is not there, or not theirs to change.
        case hidden, refused
    }

    /// The doors that a limited manager may open at all; all others of a business are closed to them.
    private static let own: [String: Fence] = [
        "GET /businesses/{business_id}/locations": .none,
        "GET /businesses/{business_id}/locations/{location_id}": .none, "GET /desk/{slug}/locations": .none,
        "DELETE /availability/slots/{session_id}": .refused, "DELETE /businesses/{business_id}/membership": .none,
        "DELETE /sessions/{session_id}": .refused,
        "GET /booking/link": .none, "GET /booking/requests": .none, "GET /booking/settings": .none,
        "GET /bookings": .none, "GET /bookings/profile/{business_id}/bookings": .none, "GET /bookings/{id}": .hidden,
        "GET /bookings/{id}/availability": .hidden, "GET /bookings/{id}/links": .hidden,
        "POST /bookings/{id}/links": .hidden, "DELETE /bookings/{id}/links/{link_id}": .hidden,
        "POST /desk/{slug}/bookings/{id}/links": .hidden,
        "GET /desk/{slug}/bookings/{id}/links/{link_id}/revoke": .hidden,
        "POST /desk/{slug}/bookings/{id}/links/{link_id}/revoke": .hidden,
        "GET /businesses/{business_id}/images": .none, "GET /businesses/{business_id}/offerings": .none,
        "GET /businesses/{business_id}/offerings/{offering_id}": .none,
        "GET /businesses/{business_id}/offerings/{offering_id}/images": .none,
        "GET /businesses/{business_id}/resources": .none,
        "GET /businesses/{business_id}/resources/{resource_id}": .none,
        "GET /businesses/{business_id}/resources/{resource_id}/images": .none,
        "GET /businesses/{business_id}/schedules": .none, "GET /businesses/{business_id}/schedules/holidays": .none,
        "GET /businesses/{business_id}/schedules/preview": .none, "GET /businesses/{business_id}/search": .none,
        "GET /businesses/{business_id}/sessions": .none, "GET /sessions/{session_id}": .none,
        "POST /booking/requests/{id}/approve": .hidden, "POST /booking/requests/{id}/reject": .hidden,
        "POST /bookings": .refused, "POST /bookings/basket": .none, "POST /bookings/series": .refused,
        "PUT /availability/slots/{session_id}": .refused, "PUT /bookings/{id}/cancel": .hidden,
        "PUT /bookings/{id}/notes": .hidden, "PUT /bookings/{id}/reject": .hidden,
        "PUT /bookings/{id}/reschedule": .hidden, "PUT /bookings/{id}/status": .hidden,
        "PUT /businesses/{business_id}/resources/{resource_id}": .refused, "PUT /sessions/{session_id}": .refused,
        "GET /desk/{slug}": .none, "GET /desk/{slug}/bookings": .none, "GET /desk/{slug}/bookings/new": .none,
        "GET /desk/{slug}/bookings/{id}": .hidden, "GET /desk/{slug}/bookings/{id}/cancel": .hidden,
        "GET /desk/{slug}/bookings/{id}/complete": .hidden, "GET /desk/{slug}/bookings/{id}/no-show": .hidden,
        "GET /desk/{slug}/bookings/{id}/cancel-series": .hidden, "GET /desk/{slug}/bookings/{id}/move": .hidden,
        "GET /desk/{slug}/bookings/{id}/reject": .hidden, "GET /desk/{slug}/check-in/{reference}": .hidden,
        "GET /desk/{slug}/day": .none, "GET /desk/{slug}/day/month": .none, "GET /desk/{slug}/day/week": .none,
        "GET /desk/{slug}/day/why": .none, "GET /desk/{slug}/hours": .none,
        "GET /desk/{slug}/hours/exceptions/{id}/remove": .refused, "GET /desk/{slug}/live": .none,
        "GET /desk/{slug}/membership": .none, "GET /desk/{slug}/membership/leave": .none,
        "GET /desk/{slug}/offerings": .none, "GET /desk/{slug}/resources": .none, "GET /desk/{slug}/search": .none,
        "GET /desk/{slug}/sessions": .none, "GET /desk/{slug}/sessions/{id}": .refused,
        "GET /desk/{slug}/sessions/{id}/remove": .refused, "POST /desk/{slug}/bookings/new": .none,
        "POST /desk/{slug}/bookings/{id}/approve": .hidden, "POST /desk/{slug}/bookings/{id}/cancel": .hidden,
        "POST /desk/{slug}/bookings/{id}/cancel-series": .hidden, "POST /desk/{slug}/bookings/{id}/check-in": .hidden,
        "POST /desk/{slug}/bookings/{id}/complete": .hidden, "POST /desk/{slug}/bookings/{id}/move": .hidden,
        "POST /desk/{slug}/bookings/{id}/move/undo": .hidden, "POST /desk/{slug}/bookings/{id}/no-show": .hidden,
        "POST /desk/{slug}/bookings/{id}/notes": .hidden,
        "POST /desk/{slug}/bookings/{id}/reject": .hidden, "POST /desk/{slug}/check-in/{reference}": .hidden,
        "POST /desk/{slug}/day/move": .none, "POST /desk/{slug}/hours/exceptions/{id}/remove": .refused,
        "POST /desk/{slug}/membership/leave": .none, "POST /desk/{slug}/sessions/{id}": .refused,
        "POST /desk/{slug}/sessions/{id}/remove": .refused,
    ]

    /// What is to be answered: these statuses, or anything that says neither "who are you" nor "you may not" nor "not there".
    private enum Answered: Equatable {
        case exactly(Int)
        case admitted
    }

    private func expected(
        _ access: Access, _ name: String, _ asker: Asker, _ target: Target, isFenced: Bool
    ) -> Answered {
        let isOut = asker == .anonymous || asker == .deactivated
        switch access {
        case .anyone, .link: return .admitted
        case .signedIn, .account: return isOut ? .exactly(401) : .admitted
        case .admin: return isOut ? .exactly(401) : asker == .admin ? .admitted : .exactly(404)
        case .member(let permission):
            if isOut { return .exactly(401) }
            if target == .random { return .exactly(404) }
            // An admin has no place in the business to give up.
            if asker == .admin, name == "DELETE /businesses/{business_id}/membership" { return .exactly(404) }
            if asker == .admin { return target == .mixed ? .exactly(404) : .admitted }
            if (asker == .stranger) != (target == .foreign) { return .exactly(404) }
            if asker == .stranger { return .admitted }
            // The sample's state is one that approving leads to.
            let needed = name == "PUT /bookings/{id}/status" ? "booking:approve" : permission
            guard Self.matrix[needed]?.contains(asker.role ?? "") == true else { return .exactly(403) }
            guard asker == .limited else { return target == .mixed ? .exactly(404) : .admitted }
            guard let fence = Self.own[name] else { return .exactly(403) }
            if target == .mixed { return .exactly(404) }
            guard isFenced, target == .ben else { return .admitted }
            switch fence {
            case .none: return .admitted
            case .hidden: return .exactly(404)
            case .refused: return .exactly(403)
            }
        }
    }

    private static func isGuarded(_ access: Access) -> Bool {
        switch access {
        case .member, .admin: true
        case .anyone, .link, .signedIn, .account: false
        }
    }

    private func holds(_ status: Int, _ wanted: Answered, mayBeMissing: Bool) -> Bool {
        switch wanted {
        case .exactly(let code): status == code
        case .admitted: status < 500 && status != 401 && status != 403 && (mayBeMissing || status != 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func `every operation answers everybody as the matrix says, and no refusal changes a row`(
        _ engine: TestEngine
    ) async throws {
        try await MatrixWorld.with(engine) { world in
            try await world.settle()
            var (cells, refused, faults): (Int, Int, [String]) = (0, 0, [])
            var (before, changes) = (try await world.house.rows(), 0)
            for endpoint in world.house.composition.site.endpoints {
                let name = "\(endpoint.method.rawValue) \(endpoint.path)"
                // What is open to all, or one's own, has nothing here that could be another's.
                guard Self.isGuarded(endpoint.access) else { continue }
                // The image is the business's, and not of its offering.
                let hasImage =
                    endpoint.path.hasSuffix("s/{image_id}") && endpoint.path.contains("_id}/images")
                    && !endpoint.path.hasPrefix("/businesses/{business_id}/images")
                for target in Target.allCases where target != .mixed || world.isNested(endpoint.path) {
                    for asker in Asker.allCases {
                        let wanted = expected(endpoint.access, name, asker, target, isFenced: true)
                        let isFree = wanted == .admitted
                        let answer = await RehearsalStore.$isRehearsing.withValue(isFree) {
                            await ask(world, endpoint, asker, target)
                        }
                        cells += 1
                        refused += isFree ? 0 : 1
                        let mayBeMissing = hasImage || endpoint.access == .admin
                        if !holds(answer.status, wanted, mayBeMissing: mayBeMissing) {
                            faults.append("\(name) \(asker) \(target): \(answer.status) \(answer.code), not \(wanted)")
                        }
                    }
                }
                let after = try await world.house.rows()
                let changed = after.differences(from: before)
                changes += changed.count
                if !changed.isEmpty { faults.append("\(name) changed \(changed)") }
                before = after
            }
            #expect(faults.isEmpty, "\(faults.count) of \(cells):\n\(faults.prefix(120).joined(separator: "\n"))")
            #expect(cells > 2_000)
            print(
                "Q8 \(engine): \(cells) cells of the API, \(refused) refused, mismatches \(faults.count), tables changed \(changes)"
            )
        }
    }

    private func ask(
        _ world: MatrixWorld, _ endpoint: Endpoint, _ asker: Asker, _ target: Target, swapping name: String? = nil,
        for other: Target = .foreign
    ) async -> Answer {
        let address =
            world.address(endpoint.path, target) + world.query(endpoint, target, swapping: name, for: other)
        if !endpoint.files.isEmpty { return await world.door(asker).upload(address, [1, 2, 3]) }
        let body = world.body(endpoint, target, swapping: name, for: other)
        return await world.door(asker).send(endpoint.method, address, body)
    }

    /// Whose id stands in a single field of the query or body makes no difference when it is not one of the business's own.
    @Test(arguments: TestEngine.available)
    func `an id of another business in any field answers like one that nobody has`(_ engine: TestEngine) async throws {
        try await MatrixWorld.with(engine) { world in
            var (cells, faults): (Int, [String]) = (0, [])
            let before = try await world.house.rows()
            for endpoint in world.house.composition.site.endpoints {
                guard case .member = endpoint.access else { continue }
                let fields = endpoint.query + (endpoint.body?.fields ?? [])
                for field in fields where world.knows(field) {
                    let foreign = await ask(world, endpoint, .owner, .ana, swapping: field.name, for: .foreign)
                    let random = await ask(world, endpoint, .owner, .ana, swapping: field.name, for: .random)
                    cells += 2
                    let isSame = foreign.status == random.status && foreign.withoutRequest == random.withoutRequest
                    let isRefused = (400...499).contains(foreign.status)
                    let isEmptyList = endpoint.method == .get && foreign.json?["items"]?.array?.isEmpty == true
                    if !isSame || !(isRefused || isEmptyList) {
                        faults.append(
                            "\(endpoint.operationID) \(field.name): \(foreign.status) \(random.status) \(foreign.text.prefix(160))"
                        )
                    }
                }
            }
            #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
            #expect(try await world.house.rows().differences(from: before) == [])
            print("Q8 \(engine): \(cells) ids in queries and bodies, mismatches \(faults.count)")
        }
    }

    @Test(arguments: TestEngine.available)
    func `every page answers everybody as the matrix says, and no refusal changes a row`(_ engine: TestEngine)
        async throws
    {
        try await MatrixWorld.with(engine) { world in
            let browsers = try await browsers(world)
            try await world.settle()
            var (cells, refused, faults): (Int, Int, [String]) = (0, 0, [])
            var (before, changes) = (try await world.house.rows(), 0)
            for page in world.house.composition.site.pages where Self.isGuarded(page.access) {
                let name = "\(page.method.rawValue) \(page.path)"
                for target in Target.allCases where target != .mixed || world.isNested(page.path) {
                    let path = world.address(page.path, target)
                    for (asker, browser, form) in browsers {
                        let wanted = expected(page.access, name, asker, target, isFenced: true)
                        let answer = await RehearsalStore.$isRehearsing.withValue(wanted == .admitted) {
                            page.method == .get
                                ? await browser.get(path) : await browser.post(path, [:], from: form)
                        }
                        cells += 1
                        refused += wanted == .admitted ? 0 : 1
                        if !holds(answer, wanted, page, asker) {
                            faults.append("\(name) \(asker) \(target): \(answer.status), not \(wanted)")
                        }
                    }
                }
                let after = try await world.house.rows()
                let changed = after.differences(from: before)
                changes += changed.count
                if !changed.isEmpty { faults.append("\(name) changed \(changed)") }
                before = after
            }
            #expect(faults.isEmpty, "\(faults.count) of \(cells):\n\(faults.prefix(120).joined(separator: "\n"))")
            #expect(cells > 2_000)
            print(
                "Q8 \(engine): \(cells) cells of pages, \(refused) refused, mismatches \(faults.count), tables changed \(changes)"
            )
        }
    }

    /// A page sends who is nobody to log in. Where a form's address is asked for by GET, it leads back to its page without a look.
    private func holds(_ answer: Answer, _ wanted: Answered, _ page: PageRoute, _ asker: Asker) -> Bool {
        let place = answer.header("location") ?? ""
        let isLogin = answer.status == 303 && place.hasPrefix("/login?next=")
        if wanted == .exactly(401) { return isLogin }
        if isLogin { return false }
        if page.method == .get, answer.status == 303, place.hasPrefix("/desk/") { return true }
        // A form that names nothing may be about nothing; the booking has no series, and the image is the business's.
        let isAboutNothing = page.path.hasSuffix("/cancel-series") || page.path.contains("{id}/images/")
        return holds(
            answer.status, wanted,
            mayBeMissing: isAboutNothing || page.method == .post || wanted == .admitted && !isOfDesk(page))
    }

    private func isOfDesk(_ page: PageRoute) -> Bool { page.path.hasPrefix("/desk/{slug}") }

    private func browsers(_ world: MatrixWorld) async throws -> [(Asker, Browser, Answer?)] {
        var all: [(Asker, Browser, Answer?)] = []
        for asker in Asker.allCases {
            let browser = Browser(world.house.composition.site)
            var form: Answer?
            if asker != .anonymous {
                _ = await browser.logIn(asker == .owner ? "maria" : asker.rawValue)
                form = await browser.get("/desk/new")
                #expect(form?.formToken != nil, "\(asker)")
            }
            all.append((asker, browser, form))
        }
        return all
    }
}

extension Answer {
    fileprivate var withoutRequest: [JSON.Member]? { json?.members?.filter { $0.name != "request_id" } }
}
