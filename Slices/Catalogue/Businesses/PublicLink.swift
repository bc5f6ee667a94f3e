import House
import QRCode
import Storage
import Web

/// Where clients book, to be copied or printed.
package struct PublicLink: Sendable {
    package let publicURL: String
    package let publicPath: String
    package let picture: String

    package init(_ business: Business, _ baseURL: String) {
        self.init(slug: business.slug, baseURL)
    }

    package init(slug: String, _ baseURL: String) {
        publicPath = "/book/\(slug)"
        publicURL = baseURL + publicPath
        picture = "\(publicPath)/qr.svg"
    }
}

extension CatalogueSlice {
    var linkPages: [PageRoute] {
        [.get("/book/{slug}/qr.svg", access: .anyone) { visit in try await picture(visit) }]
    }

    /// The public link as a QR code, to print and hang up (B7).
    private func picture(_ visit: Visit) async throws -> Answer {
        let slug = visit.parameter("slug")
        guard let business = try await house.store.read({ db in try db.business(slug: slug) }), business.isActive,
            let picture = QRImage.svg("\(house.baseURL)/book/\(slug)", title: business.name)
        else { throw Problem.notFound }
        return Answer(
            200, headers: [("content-type", "image/svg+xml"), ("cache-control", "public, max-age=3600")],
            body: Array(picture.utf8))
    }
}
