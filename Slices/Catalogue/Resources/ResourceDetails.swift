import Web

/// What else is known of a resource, as lines of a form: `Beamer: yes`.
enum ResourceDetails {
    private static let linesMost = 30

    static func text(_ metadata: JSON) -> String {
        (metadata.members ?? []).map { "\($0.name): \($0.value.string ?? $0.value.text)" }.joined(separator: "\n")
    }

    /// Throws 422 `not_pairs` for a line without a colon, a name that is there twice, and more than fits.
    static func read(_ text: String) throws(Problem) -> JSON {
        var members: [JSON.Member] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1).map { String($0).cleaned(lines: false) ?? "" }
            if parts == [""] { continue }
            guard parts.count == 2, !parts[0].isEmpty, parts[0].count <= 60, parts[1].count <= 200,
                !members.contains(where: { $0.name == parts[0] }), members.count < linesMost
            else { throw .field("metadata", "not_pairs") }
            let number = Int64(parts[1]).flatMap { "\($0)" == parts[1] ? JSON.integer($0) : nil }
            members.append(.init(parts[0], number ?? .string(parts[1])))
        }
        let details = JSON.object(members)
        guard details.text.utf8.count <= 4_000 else { throw .field("metadata", "not_pairs") }
        return details
    }
}
