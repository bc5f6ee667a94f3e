import Kernel
import Pictures
import Storage
import Web

package struct ImageID: EntityID, ColumnValue {
    package static let prefix = "img"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// What is to be seen on an image: the business itself, or something of it.
package enum ImageSubject: Sendable, Hashable {
    case business
    case offering(OfferingID)
    case resource(ResourceID)
}

/// The sizes in which an image is kept.
package enum ImageSize: String, Sendable, ColumnValue, CaseIterable { case card, large }

/// One image of a business, an offering or a resource (B1, B4, B5). The first of several is the cover.
package struct Image: Sendable, Equatable {
    package let id: ImageID
    package let business: BusinessID
    package let subject: ImageSubject
    /// What is to be seen, for those who can't see it. Nil where nobody has said it: the subject's name stands in.
    package let alt: String?
    /// Of the large size.
    package let width: Int
    package let height: Int
    /// Of the large size's bytes, shortened: part of the address, so that an address never changes its content.
    package let hash: String

    init(_ row: Row) throws {
        id = try row["id"]
        business = try row["business_id"]
        subject = try ImageSubject(kind: row["subject_kind"], id: row["subject_id"])
        alt = try row["alt"]
        width = try row["width"]
        height = try row["height"]
        hash = try row["hash"]
    }

    /// Of the card's size.
    var cardWidth: Int { width * Picture.cardSide / max(width, height, Picture.cardSide) }

    /// Where it is served: `/images/biz_…/img_…-card-0123456789abcdef.webp`.
    package func path(_ size: ImageSize) -> String {
        "/images/\(business)/\(id)-\(size.rawValue)-\(hash).webp"
    }
}

extension ImageSubject {
    var kind: String {
        switch self {
        case .business: "business"
        case .offering: "offering"
        case .resource: "resource"
        }
    }

    /// 0 for the business, whose id stands beside it anyway.
    var rawID: Int64 {
        switch self {
        case .business: 0
        case .offering(let id): id.rawValue
        case .resource(let id): id.rawValue
        }
    }

    init(kind: String, id: Int64) {
        switch kind {
        case "offering": self = .offering(OfferingID(rawValue: id))
        case "resource": self = .resource(ResourceID(rawValue: id))
        default: self = .business
        }
    }
}

extension Image {
    static let fields = [
        Field("id", .formatted(.id(ImageID.self)), sample: .string(ImageID(rawValue: 1).description)),
        Field(
            "url", .text(1...400), "WebP, 1,600 pixels on its longer side at most. It never changes its content.",
            sample: "https://book.example.org/images/biz_1/img_1-large-0123456789abcdef.webp"),
        Field(
            "card_url", .text(1...400), "The same, 800 pixels at most.",
            sample: "https://book.example.org/images/biz_1/img_1-card-0123456789abcdef.webp"),
        Field("alt", .text(1...200), "What is to be seen; the name where nobody has said it.", sample: "The pool"),
        Field("width", .integer(1...1_600), "Of `url`.", sample: 1_600),
        Field("height", .integer(1...1_600), sample: 1_000),
    ]
    static let schema = Schema("Image", fields)

    /// The member of a business, an offering or a resource that lists its images.
    package static let listField = Field(
        "images", .list(.object(fields), max: CatalogueSlice.imagesMost), "The first is the cover.",
        sample: [Schema("", fields).sample])

    func json(_ name: String, _ baseURL: String) -> JSON {
        [
            "id": .string(id.description), "url": .string(baseURL + path(.large)),
            "card_url": .string(baseURL + path(.card)), "alt": .string(alt ?? name), "width": .number(width),
            "height": .number(height),
        ]
    }
}

extension [Image] {
    /// `images` of what is called `name`.
    package func member(_ name: String, _ baseURL: String) -> [JSON.Member] {
        [.init("images", .list(self) { $0.json(name, baseURL) })]
    }
}
