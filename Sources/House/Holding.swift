import Storage

/// What one table holds about people: the single place that says so. Export, erasure, what is swept from the disk afterwards and
/// `docs/privacy.md` are all made from these, and a test finds the column that no holding names.
package struct Holding: Sendable {
    /// How the rows about a person end when the person is erased.
    package enum Ending: Sendable {
        /// They are gone.
        case removed
        /// They stay, because sums and claims rest on them; each of these columns is emptied.
        case emptied([SQL])
        /// In a way of its own.
        case by(@Sendable (Person, Transaction) throws -> Void)
    }

    package let table: String
    /// Columns of text that say nothing about a person: kinds, states, hashes, ids.
    package let plain: [String]
    /// Columns in which a business speaks of itself and its team. They change as it changes them, and no customer is in them.
    package let ofBusiness: [String]
    /// Columns about people. `docs/privacy.md` lists them.
    package let personal: [String]
    package let about: About?

    /// The part about people.
    package struct About: Sendable {
        /// Why it is held, and until when, as `docs/privacy.md` says it.
        package let why: String
        package let until: String
        /// What an export shows a person of a row, as SQL lists it: nothing that is about somebody else. `_at` at the end of a name makes
        /// an instant of a number.
        package let shows: @Sendable (Person) -> SQL
        let name: SQL
        /// The columns of the table's primary key, by which its rows have an order.
        let key: [SQL]
        /// The condition of the rows about a person; nil when none can be.
        let rows: @Sendable (Person) -> SQL?
        let ending: Ending
    }

    /// A table that holds nothing about people.
    package init(_ table: SQL, plain: [String] = [], ofBusiness: [String] = []) {
        self.table = table.text
        self.plain = plain
        self.ofBusiness = ofBusiness
        personal = []
        about = nil
    }

    package init(
        _ table: SQL, by key: [SQL], personal: [String], plain: [String] = [], ofBusiness: [String] = [], why: String,
        until: String, shows: SQL, ending: Ending, rows: @escaping @Sendable (Person) -> SQL?
    ) {
        self.init(
            table, by: key, personal: personal, plain: plain, ofBusiness: ofBusiness, why: why, until: until,
            showing: { _ in shows }, ending: ending, rows: rows)
    }

    package init(
        _ table: SQL, by key: [SQL], personal: [String], plain: [String] = [], ofBusiness: [String] = [], why: String,
        until: String, showing shows: @escaping @Sendable (Person) -> SQL, ending: Ending,
        rows: @escaping @Sendable (Person) -> SQL?
    ) {
        self.table = table.text
        self.plain = plain
        self.ofBusiness = ofBusiness
        self.personal = personal
        about = About(why: why, until: until, shows: shows, name: table, key: key, rows: rows, ending: ending)
    }
}

extension Holding {
    /// A part of the rows about somebody.
    package struct Page: Sendable {
        package let rows: [Row]
        /// The key of its last row, which the next one comes after.
        package let last: [Value]
    }

    /// Where a part begins.
    package enum Start: Sendable {
        case after([Value])
        case skipping(Int)
        package static let first = skipping(0)
    }

    /// Up to `limit` rows about `person`, in the order of the table's key.
    package func export(_ person: Person, from start: Start, limit: Int, in db: Snapshot) throws -> Page {
        guard let about, let rows = about.rows(person) else { return Page(rows: [], last: []) }
        let key = SQL.joined(about.key, by: ", ")
        let (isAfter, skipped): (SQL, Int) =
            switch start {
            case .after(let last): (" AND (\(key)) > \(list: last)", 0)
            case .skipping(let count): ("", count)
            }
        let found = try db.rows(
            """
            SELECT \(about.shows(person)), \(key) FROM \(about.name) WHERE \(rows)\(isAfter)
            ORDER BY \(key) LIMIT \(limit) OFFSET \(skipped)
            """)
        guard let columns = found.first.map({ Columns($0.columns.names.dropLast(about.key.count)) }) else {
            return Page(rows: [], last: [])
        }
        return Page(
            rows: found.map { Row(columns: columns, values: $0.values.dropLast(about.key.count)) },
            last: found.last?.values.suffix(about.key.count) ?? [])
    }

    /// How many rows are about `person`.
    package func count(_ person: Person, in db: Snapshot) throws -> Int {
        guard let about, let rows = about.rows(person) else { return 0 }
        return try db.value("SELECT COUNT(*) FROM \(about.name) WHERE \(rows)") ?? 0
    }

    package func erase(_ person: Person, in db: Transaction) throws {
        guard let about, let rows = about.rows(person) else { return }
        switch about.ending {
        case .removed: try db.execute("DELETE FROM \(about.name) WHERE \(rows)")
        case .emptied(let columns):
            try db.execute("UPDATE \(about.name) SET \(SQL.joined(columns, by: ", ")) WHERE \(rows)")
        case .by(let work): try work(person, db)
        }
    }

    /// The table for `Store.purge`; nil where nothing about people is.
    package var swept: SQL? { about?.name }
}
