/// What can go wrong below a statement. Verbs catch `unique` where a race is expected; the rest goes to the log.
package enum StorageFault: Error, Sendable, CustomStringConvertible {
    /// A UNIQUE or PRIMARY KEY constraint; the name is PostgreSQL's constraint or SQLite's `table.column, …`.
    case unique(String)
    /// A CHECK, NOT NULL, exclusion or foreign-key constraint refused the row: a fault of ours.
    case constraint(String)
    /// Deadlock or serialization failure after all retries.
    case conflict(String)
    /// No connection, disk full, read-only: 503 to the visitor.
    case unavailable(String)
    /// A row does not have the shape that the code asks for.
    case column(String, String)
    /// The embedded database and the program's migrations disagree.
    case migration(String)
    /// Any other error: the engine's code and words.
    case statement(code: String, message: String)

    package var description: String {
        switch self {
        case .unique(let name): "already there: \(name)"
        case .constraint(let name): "refused by constraint: \(name)"
        case .conflict(let words): "conflict after retries: \(words)"
        case .unavailable(let words): "database unavailable: \(words)"
        case .column(let name, let words): "column \(name) \(words)"
        case .migration(let words): "migration: \(words)"
        case .statement(let code, let message): "statement failed (\(code)): \(message)"
        }
    }
}
