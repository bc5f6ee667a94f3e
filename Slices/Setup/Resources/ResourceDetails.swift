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
            let parts = line.split(separator: ":", maxSplits: 1).map { String($0).cleaned(lines: false) }
            if parts == [""] { continue }
            guard parts.count == 2, let name = parts[0], let value = parts[1], !name.isEmpty, name.count <= 60,
                value.count <= 200, !members.contains(where: { $0.name == name }), members.count < linesMost
            else { throw .field("metadata", "not_pairs") }
            let number = Int64(value) ?? 0
            members.append(.init(name, "\(number)" == value ? .integer(number) : .string(value)))
        }
        let details = JSON.object(members)
        guard details.text.utf8.count <= 4_000 else { throw .field("metadata", "not_pairs") }
        return details
    }
}
