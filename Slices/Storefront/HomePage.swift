import Catalogue
import House
import Kernel
import Storage
import Web
import Words

/// The first page of the installation.
struct HomePage: Page {
    struct Place: Sendable {
        let href: String
        let cover: Cover?
        let name: String
        let about: String?
        let location: String?
    }

    static let template = "home"
    let title: String
    let isIn: Bool
    let places: [Place]
    let hasPlaces: Bool

    /// - Parameter businesses: the demo's; empty elsewhere.
    init(
        _ words: Wording, businesses: [Business], images: [BusinessID: [Image]], isIn: Bool
    ) {
        title = words("public.home.title")
        self.isIn = isIn
        places = businesses.map { business in
            let facts = [business.category, business.location].compactMap { $0 }
            return Place(
                href: "/book/\(business.slug)", cover: Cover(images[business.id], name: business.name),
                name: business.name, about: business.description,
                location: facts.isEmpty ? nil : facts.joined(separator: " · "))
        }
        hasPlaces = !businesses.isEmpty
    }

    private init(sample words: Wording) {
        title = words("public.home.title")
        isIn = true
        places = [
            Place(
                href: "/book/swim-school", cover: .sample, name: "Swim School", about: "Lessons for all ages.",
                location: "Swimming · Madrid")
        ]
        hasPlaces = true
    }

    static func sample(_ words: Wording) -> HomePage { HomePage(sample: words) }
}

extension StorefrontSlice {
    func showHome(_ visit: Visit) async throws -> Answer {
        guard house.rules.isDemo else { return try home(visit, [], [:]) }
        return try await house.store.read { db in
            let businesses = try db.activeBusinesses()
            return try home(visit, businesses, db.images(ofBusinesses: businesses.map(\.id)))
        }
    }

    private func home(
        _ visit: Visit, _ businesses: [Business], _ images: [BusinessID: [Image]]
    ) throws -> Answer {
        let page = HomePage(visit.words, businesses: businesses, images: images, isIn: visit.visitor.signedIn != nil)
        return try house.page(page, visit, chrome(nil, visit))
    }
}
