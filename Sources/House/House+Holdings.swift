import Kernel
import Storage

extension House {
    /// The ground floor's own tables.
    package static let holdings: [Holding] = [
        Holding("migrations", plain: ["name"]),
        // Payloads are ids, which `JobQueue.enqueue` sees to. Errors come from mail servers and databases, and addresses are taken out of
        // them where they come in.
        Holding(
            "jobs", personal: ["personal"], plain: ["kind", "payload", "unique_key", "last_error"],
            why: "what somebody has asked for, until it is done", until: "seconds; what was given up, seven days",
            shows: "kind AS action, personal AS details, first_due_at AS happened_at", ending: .removed, rows: jobs),
        Holding(
            "idempotency_keys", personal: ["scope", "answer"], plain: ["key", "fingerprint"],
            why: "so that a request that is sent twice is done once", until: "two days",
            shows: "scope AS request, created_at", ending: .removed, rows: answers),
    ]

    /// Answers that name the person, and those that the user was given. What they say stands in the other tables: a copy does not show
    /// what somebody else was told.
    private static let answers: @Sendable (Person) -> SQL? = { person in
        let theirs = named(person, in: ["answer", "scope"])
        guard let user = person.user else { return theirs }
        return "(\(theirs) OR scope LIKE \("user \(user) %"))"
    }

    private static let jobs: @Sendable (Person) -> SQL? = { person in
        "personal IS NOT NULL AND \(named(person, in: ["personal", "payload"]))"
    }

    /// The condition that one of `columns` names the person.
    private static func named(_ person: Person, in columns: [SQL]) -> SQL {
        let patterns = (person.lately + person.handles.filter { $0.contains("@") }).map { text -> SQL in
            "(\("%\(SearchText.escaped(text))%"))"
        }
        let each = columns.map { column -> SQL in "\(column) LIKE pattern ESCAPE '\\'" }
        // A list, not a chain of ORs: an engine allows only so many of those.
        return """
            EXISTS (WITH wanted(pattern) AS (VALUES \(SQL.joined(patterns, by: ", "))) SELECT 1 FROM wanted
                WHERE \(SQL.joined(each, by: " OR ")))
            """
    }
}
