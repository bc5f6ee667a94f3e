import Kernel
import Storage

extension House {
    /// The ground floor's own tables.
    package static let holdings: [Holding] = [
        Holding("migrations", plain: ["name"]),
        // Payloads are ids. Errors come from mail servers and databases, and addresses are taken out of them where they come in.
        Holding("jobs", plain: ["kind", "payload", "unique_key", "last_error"]),
        Holding(
            "idempotency_keys", personal: ["scope", "answer"], plain: ["key", "fingerprint"],
            why: "so that a request that is sent twice is done once", until: "two days",
            shows: "scope AS request, answer, created_at", ending: .removed, rows: answers),
    ]

    /// Answers that name the person, and those that the user was given.
    private static let answers: @Sendable (Person) -> SQL? = { person in
        let patterns = (person.names + person.handles.filter { $0.contains("@") }).map { text -> SQL in
            "(\("%" + SearchText.escaped(text) + "%"))"
        }
        guard !patterns.isEmpty else { return nil }
        // A list, not a chain of ORs: an engine allows only so many of those.
        let named: SQL = """
            EXISTS (WITH wanted(pattern) AS (VALUES \(SQL.joined(patterns, by: ", "))) SELECT 1 FROM wanted
                WHERE answer LIKE pattern ESCAPE '\\' OR scope LIKE pattern ESCAPE '\\')
            """
        guard let user = person.user else { return named }
        return "(\(named) OR scope LIKE \("user \(user) %"))"
    }
}
