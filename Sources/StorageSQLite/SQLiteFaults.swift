import GRDBSQLite
import Storage

extension StorageFault {
    /// The fault for the last error of `database`. Its extended code tells the kinds of constraint apart.
    static func last(of database: OpaquePointer) -> StorageFault {
        sqlite(code: sqlite3_extended_errcode(database), message: String(cString: sqlite3_errmsg(database)))
    }

    /// - Parameter code: an extended result code, https://www.sqlite.org/rescode.html
    static func sqlite(code: Int32, message: String) -> StorageFault {
        switch code {
        case _ where repeats.contains(code): .unique(subject(message))
        case _ where code & 0xFF == SQLITE_CONSTRAINT: .constraint(subject(message))
        case _ where absences.contains(code & 0xFF): .unavailable("\(message) (\(code))")
        default: .statement(code: String(code), message: message)
        }
    }

    /// The extended codes of a UNIQUE, a PRIMARY KEY and a rowid constraint.
    private static let repeats: Set<Int32> = [
        SQLITE_CONSTRAINT | (8 << 8), SQLITE_CONSTRAINT | (6 << 8), SQLITE_CONSTRAINT | (10 << 8),
    ]

    private static let absences: Set<Int32> = [
        SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM, SQLITE_READONLY, SQLITE_INTERRUPT, SQLITE_IOERR, SQLITE_CORRUPT,
        SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_PROTOCOL, SQLITE_NOTADB,
    ]

    /// `bookings.reference` of `UNIQUE constraint failed: bookings.reference`.
    private static func subject(_ message: String) -> String {
        let parts = message.split(separator: ": ", maxSplits: 1)
        return String(parts.last ?? "")
    }
}
