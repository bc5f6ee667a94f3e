import Storage

/// For what PostgreSQL allows in no transaction: making databases.
package enum PostgresScript {
    /// Runs one statement at `url` on a connection of its own. Blocks; not for Swift's own threads. Throws `StorageFault`.
    package static func run(_ statement: String, at url: String) throws {
        try PostgresLink(PostgresAddress(url), PostgresLimits()).script(statement)
    }
}
