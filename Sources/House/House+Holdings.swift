import Kernel
import Storage

extension House {
    /// The ground floor's own tables.
    package static let holdings: [Holding] = [
        Holding("migrations", plain: ["name"]),
        // Payloads are ids, which `JobQueue.enqueue` sees to. Errors come from mail servers and databases, and addresses are taken out of
        // them where they come in.
        Holding(
            "jobs", by: ["id"], personal: ["personal"], plain: ["kind", "payload", "unique_key", "last_error"],
            why: "what somebody has asked for, until it is done", until: "seconds; what was given up, seven days",
            shows: "kind AS action, personal AS details, first_due_at AS happened_at", ending: .removed, rows: jobs),
        Holding(
            "idempotency_keys", by: ["scope", "key"], personal: ["scope", "answer"], plain: ["key", "fingerprint"],
            why: "so that a request that is sent twice is done once", until: "two days",
            shows: "scope AS request, created_at", ending: .removed, rows: answers),
    ]

    /// Answers that name the person, and those that the user was given. What they say stands in the other tables: a copy does not show
    /// what somebody else was told.
    private static let answers: @Sendable (Person) -> SQL? = { person in
        let theirs = holds(["answer", "scope"], anyOf: person.lately, person)
        guard let user = person.user else { return theirs }
        return "(\(theirs) OR scope LIKE \("user \(user) %"))"
    }

    /// Those that were given up are kept longer than answers: whatever was booked may be in them.
    private static let jobs: @Sendable (Person) -> SQL? = { person in
        "personal IS NOT NULL AND \(holds(["personal", "payload"], anyOf: person.names, person))"
    }

    /// The condition that one of `columns` has one of `names` in it, or an address that is the person's alone.
    private static func holds(_ columns: [SQL], anyOf names: [String], _ person: Person) -> SQL {
        let texts = names + person.soleHandles.filter { $0.contains("@") }
        return "(\(SQL.joined(columns.map { person.dialect.holds($0, anyOf: texts) }, by: " OR ")))"
    }
}
