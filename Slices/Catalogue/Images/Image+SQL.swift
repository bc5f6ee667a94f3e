import Kernel
import Pictures
import Storage
import Web

extension Snapshot {
    /// All images of a business and of its things, each thing's in their order.
    package func images(_ business: BusinessID) throws -> [ImageSubject: [Image]] {
        let rows = try rows("SELECT * FROM images WHERE business_id = \(business) ORDER BY position, id")
        return Dictionary(grouping: try rows.map(Image.init), by: \.subject)
    }

    /// Those of one thing, the cover first.
    package func images(_ business: BusinessID, _ subject: ImageSubject) throws -> [Image] {
        try rows(
            """
            SELECT * FROM images WHERE business_id = \(business) AND subject_kind = \(subject.kind)
            AND subject_id = \(subject.rawID) ORDER BY position, id
            """
        ).map(Image.init)
    }

    /// Those of several businesses themselves.
    package func images(ofBusinesses ids: [BusinessID]) throws -> [BusinessID: [Image]] {
        guard !ids.isEmpty else { return [:] }
        let rows = try rows(
            """
            SELECT * FROM images WHERE business_id IN \(list: ids) AND subject_kind = 'business'
            ORDER BY business_id, position, id
            """)
        return Dictionary(grouping: try rows.map(Image.init), by: \.business)
    }

    /// One of the images of `subject`. Throws 404.
    package func image(_ business: BusinessID, _ subject: ImageSubject, _ id: ImageID) throws -> Image {
        let row = try first(
            """
            SELECT * FROM images WHERE business_id = \(business) AND id = \(id) AND subject_kind = \(subject.kind)
            AND subject_id = \(subject.rawID)
            """)
        guard let row else { throw Problem.notFound }
        return try Image(row)
    }

    /// The bytes behind an address; nil where nothing is, or where the business has closed.
    func imageFile(_ business: BusinessID, _ id: ImageID, _ size: ImageSize, hash: String) throws -> [UInt8]? {
        try value(
            """
            SELECT f.content FROM image_files f
            JOIN images i ON i.business_id = f.business_id AND i.id = f.image_id
            JOIN businesses b ON b.id = i.business_id
            WHERE f.business_id = \(business) AND f.image_id = \(id) AND f.size = \(size) AND i.hash = \(hash)
            AND b.archived_at IS NULL
            """)
    }

    /// What `subject` is called. Throws 404 when the business has no such thing.
    package func name(of subject: ImageSubject, _ business: Business) throws -> String {
        switch subject {
        case .business: return business.name
        case .offering(let id):
            guard let offering = try offering(business, id) else { throw Problem.notFound }
            return offering.name
        case .resource(let id):
            guard let resource = try resource(business.id, id) else { throw Problem.notFound }
            return resource.name
        }
    }
}

extension Transaction {
    func insert(_ id: ImageID, _ business: BusinessID, _ subject: ImageSubject, position: Int, _ draft: ImageDraft)
        throws
    {
        let large = draft.picture.large
        try execute(
            """
            INSERT INTO images (business_id, id, subject_kind, subject_id, position, alt, width, height, hash, created_at)
            VALUES (\(business), \(id), \(subject.kind), \(subject.rawID), \(position), \(draft.alt), \(large.width),
                \(large.height), \(draft.hash), \(now))
            """)
        for (size, rendition) in [(ImageSize.large, large), (.card, draft.picture.card)] {
            try execute(
                """
                INSERT INTO image_files (business_id, image_id, size, content)
                VALUES (\(business), \(id), \(size), \(rendition.webp))
                """)
        }
    }

    func delete(_ image: Image) throws {
        try execute("DELETE FROM image_files WHERE business_id = \(image.business) AND image_id = \(image.id)")
        try execute("DELETE FROM images WHERE business_id = \(image.business) AND id = \(image.id)")
    }
}
