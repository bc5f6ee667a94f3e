import Crypto
import House
import Identity
import Kernel
import Pictures
import Storage
import Web

/// An image on its way in: drawn anew, with what is to be seen on it.
package struct ImageDraft: Sendable {
    let picture: Picture
    let alt: String?
    let hash: String

    package init(_ picture: Picture, alt: String?) {
        self.picture = picture
        self.alt = alt
        hash = SHA256.hash(data: picture.large.webp).prefix(8).hexadecimal
    }
}

extension CatalogueSlice {
    /// The most images of one thing.
    package static let imagesMost = 8

    /// Reads what was sent, on a thread of its own. Throws 422 naming the field `image`.
    package func picture(_ bytes: [UInt8]) async throws -> Picture {
        guard !bytes.isEmpty else { throw Problem.field("image", "required") }
        let most = house.rules.limits.uploadBytes
        guard bytes.count <= most else {
            throw Problem.field("image", "file_too_large", ["max": ImageLimit.text(most)])
        }
        do {
            guard let picture = try await pictures.read(bytes) else {
                throw Problem(503, "unavailable", retryAfter: 5)
            }
            return picture
        } catch let fault as PictureFault {
            switch fault {
            case .unknownKind: throw Problem.field("image", "image_unknown")
            case .broken: throw Problem.field("image", "image_broken")
            case .tooManyPixels: throw Problem.field("image", "image_too_many_pixels")
            }
        }
    }

    /// Puts an image behind those that are there.
    package func addImage(
        _ member: Membership, _ subject: ImageSubject, _ draft: ImageDraft, by origin: Origin, in db: Transaction
    ) throws -> Image {
        let business = member.business.id
        let others = try lockedImages(member, subject, in: db)
        guard others.count < Self.imagesMost else { throw Problem(409, "images_full", ["max": "\(Self.imagesMost)"]) }
        let id = db.newID(ImageID.self)
        let last: Int? = try db.value(
            """
            SELECT MAX(position) FROM images WHERE business_id = \(business) AND subject_kind = \(subject.kind)
            AND subject_id = \(subject.rawID)
            """)
        try db.insert(id, business, subject, position: (last ?? 0) + 1, draft)
        let image = try db.image(business, subject, id)
        try changed("image.added", image, in: member, by: origin, db)
        return image
    }

    /// Changes what is named: `alt`, and with `is_cover` true its place to the first.
    package func updateImage(
        _ member: Membership, _ subject: ImageSubject, _ id: ImageID, _ fields: Fields, by origin: Origin,
        in db: Transaction
    ) throws -> Image {
        let business = member.business.id
        let others = try lockedImages(member, subject, in: db)
        let old = try db.image(business, subject, id)
        if fields.has("alt") {
            try db.execute(
                "UPDATE images SET alt = \(fields.text("alt")) WHERE business_id = \(business) AND id = \(id)")
        }
        if fields.bool("is_cover") == true, others.first?.id != id {
            try db.execute(
                """
                UPDATE images SET position = (SELECT MIN(o.position) - 1 FROM images o WHERE o.business_id = \(business)
                    AND o.subject_kind = \(subject.kind) AND o.subject_id = \(subject.rawID))
                WHERE business_id = \(business) AND id = \(id)
                """)
        }
        try changed("image.updated", old, in: member, by: origin, db)
        return try db.image(business, subject, id)
    }

    package func removeImage(
        _ member: Membership, _ subject: ImageSubject, _ id: ImageID, by origin: Origin, in db: Transaction
    ) throws {
        _ = try lockedImages(member, subject, in: db)
        let image = try db.image(member.business.id, subject, id)
        try db.delete(image)
        try changed("image.removed", image, in: member, by: origin, db)
    }

    /// The images of `subject`, while nobody else changes them. Throws 404 when there is no such thing.
    private func lockedImages(_ member: Membership, _ subject: ImageSubject, in db: Transaction) throws -> [Image] {
        _ = try db.name(of: subject, member.business)
        try db.lockBusiness(member.business.id)
        return try db.images(member.business.id, subject)
    }

    private func changed(
        _ action: String, _ image: Image, in member: Membership, by origin: Origin, _ db: Transaction
    ) throws {
        let details: JSON =
            switch image.subject {
            case .business: ["of": .string(image.business.description)]
            case .offering(let id): ["of": .string(id.description)]
            case .resource(let id): ["of": .string(id.description)]
            }
        try changed(action, member.business.id, subject: image.id.description, by: origin, details: details, in: db)
    }
}

/// How large a file may be, as people read it.
package enum ImageLimit {
    package static func text(_ bytes: Int) -> String {
        bytes >= 1_048_576 ? "\(bytes / 1_048_576) MB" : "\(bytes / 1_024) kB"
    }
}
