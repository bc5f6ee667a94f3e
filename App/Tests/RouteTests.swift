import House
import TestSupport
import Testing

@testable import Web
@testable import daybook

/// Who may come in where.
@Suite struct RouteTests {
    @Test func `every door is on the list, with who may open it`() async throws {
        try await TestHouse.empty { house in
            let doors = Self.doors(house)
            let listed = Routes.all.split(separator: "\n").map(String.init)
            #expect(Set(doors).subtracting(listed) == [], "not on the list")
            #expect(Set(listed).subtracting(doors) == [], "on the list, but not there")
            #expect(doors.count == Set(doors).count)
        }
    }

    static func doors(_ house: Composition) -> [String] {
        let endpoints = house.site.endpoints.map {
            "\($0.method.rawValue) /api/v1\($0.path) – \($0.access.words)"
        }
        let pages = (house.all.flatMap { $0.pages } + Composition.ownPages(house.house, [])).map {
            "\($0.method.rawValue) \($0.path) – \($0.access.words)"
        }
        return (endpoints + pages).sorted()
    }

    @Test func `a guest is asked to sign in at every door that is not open to all`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let before = try await house.rows()
            for endpoint in house.composition.site.endpoints where !endpoint.access.isOpen {
                let path = Paths.filled(endpoint.path) { _ in "nobody" }
                for door in [house.guest, house.guest.as("eyJhbGciOiJub25lIn0.e30."), house.guest.as("x")] {
                    let answer = await door.send(endpoint.method, path, endpoint.body?.sample)
                    #expect(answer.status == 401 && answer.code == "sign_in_needed", "\(endpoint.operationID)")
                }
            }
            for page in house.composition.all.flatMap({ $0.pages }) where !page.access.isOpen {
                let browser = Browser(house.composition.site)
                let path = Paths.filled(page.path) { _ in "nobody" }
                let answer = page.method == .get ? await browser.get(path) : await browser.post(path, [:])
                #expect(answer.status == 303, "\(page.path)")
                #expect(answer.header("location")?.hasPrefix("/login?next=") == true, "\(page.path)")
            }
            #expect(try await house.rows().differences(from: before) == [])
        }
    }

    @Test func `nothing starts with a door that is open to others than it should be`() async throws {
        try await TestHouse.empty { house in
            func fault(_ method: Web.Method, _ path: String, _ access: Access, isPage: Bool = false) -> String? {
                let endpoint = Endpoint(
                    method, path, "Something", capabilities: ["A7"], access: access, answer: nil
                ) { _ in .nothing }
                let page: PageRoute =
                    method == .get
                    ? .get(path, access: access) { _ in .nothing } : .post(path, access: access) { _ in .nothing }
                do {
                    _ = try Site(
                        endpoints: house.site.endpoints + (isPage ? [] : [endpoint]),
                        pages: house.site.pages + (isPage ? [page] : []), settings: house.site.settings,
                        log: TestHouse.silent)
                    return nil
                } catch { return "\(error)" }
            }
            #expect(fault(.get, "/new/thing", .member("booking:view_all")) == nil)
            let unknown = fault(.get, "/new/thing", .member("booking:see"))
            #expect(unknown?.contains("booking:see") == true)
            let none = fault(.get, "/new/thing", .member(""))
            #expect(none != nil)
            for access in [Access.anyone, .link, .signedIn, .account] {
                let desk = fault(.get, "/desk/{slug}/new-thing", access, isPage: true)
                let form = fault(.post, "/desk/{slug}/new-thing", access, isPage: true)
                let change = fault(.put, "/businesses/{business_id}/new-thing", access)
                let platform = fault(.get, "/admin/new-thing", access)
                let pages = fault(.get, "/admin/new-thing", access, isPage: true)
                #expect([desk, form, change, platform, pages].allSatisfy { $0 != nil }, "\(access)")
            }
            let twice = fault(.get, "/auth/me", .signedIn)
            #expect(twice?.contains("2 times") == true)
        }
    }
}

extension Access {
    /// Whether somebody without an account may pass.
    var isOpen: Bool {
        switch self {
        case .anyone, .link: true
        case .signedIn, .account, .member, .admin: false
        }
    }
}

enum Paths {
    /// `/businesses/{business_id}` with a value for each name in braces.
    static func filled(_ path: String, _ value: (String) -> String) -> String {
        "/"
            + path.split(separator: "/").map { part in
                part.hasPrefix("{") ? value(String(part.dropFirst().dropLast())) : String(part)
            }.joined(separator: "/")
    }

    static func names(_ path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }
}
