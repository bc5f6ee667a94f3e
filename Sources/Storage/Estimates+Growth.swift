extension Transaction {
    /// Tables of up to this many rows are counted here; of larger ones PostgreSQL itself takes notice early enough, once a minute.
    private static let young = 100_000

    /// Has PostgreSQL count the young tables that have grown by more than a third, and answers their names; none on SQLite, which was told
    /// what to expect.
    ///
    /// Left to itself it counts up to a minute late. In the first minute of a busy business it would still plan for empty tables, where each
    /// index that begins with the business looks as good as any other: one look at one booking walks over all of the business.
    /// So does the check of a foreign key, whose plan is kept.
    @discardableResult
    package func countGrown() throws -> [String] {
        guard dialect == .postgres else { return [] }
        let grown: [String] = try rows(
            """
            SELECT quote_ident(c.relname) FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
            WHERE s.n_mod_since_analyze > 50 + s.n_live_tup / 3 AND s.n_live_tup < \(Self.young)
                AND pg_table_is_visible(c.oid) AND pg_has_role(c.relowner, 'USAGE')
            ORDER BY s.n_mod_since_analyze DESC LIMIT 8
            """
        ).map { try $0[0] }
        // What another node is counting already is left to it.
        for table in grown { try connection.script("ANALYZE (SKIP_LOCKED) \(table)") }
        return grown
    }
}
