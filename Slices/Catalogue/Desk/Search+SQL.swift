import Storage

extension Snapshot {
    /// Offerings with `text` in their name, by name.
    package func offerings(_ business: BusinessID, named text: SearchText, limit: Int) throws -> [(
        id: OfferingID, name: String
    )] {
        try rows(
            """
            SELECT id, name FROM offerings WHERE business_id = \(business) AND archived_at IS NULL AND \(text.isIn("name"))
            ORDER BY name, id LIMIT \(limit)
            """
        ).map { (id: try $0[0], name: try $0[1]) }
    }

    /// Resources with `text` in their name, by name.
    package func resources(_ business: BusinessID, named text: SearchText, limit: Int) throws -> [Resource] {
        try rows(
            """
            SELECT * FROM resources WHERE business_id = \(business) AND archived_at IS NULL AND \(text.isIn("name"))
            ORDER BY name, id LIMIT \(limit)
            """
        ).map(Resource.init)
    }
}
