import Storage

/// Somebody whose data is asked for or erased, with all the names by which rows may speak of them.
package struct Person: Sendable {
    package enum Kind: Sendable, Equatable {
        /// A contact of one business, by both raw ids.
        case customer(business: Int64, id: Int64)
        /// Somebody with an account, by the raw id.
        case user(Int64)
    }

    package let kind: Kind
    /// Raw ids of their bookings; none for a user.
    package let bookings: [Int64]
    /// Raw ids of others' bookings to which they come along.
    package let visits: [Int64]
    /// Ids as events and answers write them (`cus_…`, `usr_…`, `bkg_…`), and the references of bookings.
    package let names: [String]
    /// Those of them that an answer which is still kept may speak of: of bookings only what has changed since. Somebody may have
    /// hundreds, and each is looked for in every answer.
    package let lately: [String]
    /// E-mail addresses that are known to be theirs, and a user's name for logging in. An address that a user has typed and not proven is
    /// not among them: it may be anybody's, whose rows they would get.
    package let handles: [String]
    /// Those of `handles` by which rows that belong to no business may be looked for: not one by which another business knows a client as
    /// well, whose sessions and answers may be of what they do there.
    package let soleHandles: [String]
    /// Of the database in which they are looked for: the lists above are long for who comes every day.
    package let dialect: Dialect

    package init(
        _ kind: Kind, in dialect: Dialect, bookings: [Int64] = [], visits: [Int64] = [], names: [String],
        lately: [String]? = nil, handles: [String], soleHandles: [String]? = nil
    ) {
        self.kind = kind
        self.bookings = bookings
        self.visits = visits
        self.names = names
        self.lately = lately ?? names
        self.handles = handles
        self.soleHandles = soleHandles ?? handles
        self.dialect = dialect
    }

    /// That `column` is one of the ids of their bookings.
    package func isBooking(_ column: SQL) -> SQL { dialect.isOne(column, of: bookings) }
    /// That `column` is one of the addresses that are theirs.
    package func isHandle(_ column: SQL) -> SQL { dialect.isOne(column, of: handles) }
    /// The same in a table that belongs to no business.
    package func isSoleHandle(_ column: SQL) -> SQL { dialect.isOne(column, of: soleHandles) }

    /// The business and the id of a customer; nil for a user.
    package var customer: (business: Int64, id: Int64)? {
        if case .customer(let business, let id) = kind { (business, id) } else { nil }
    }
    /// Nil for a customer.
    package var user: Int64? { if case .user(let id) = kind { id } else { nil } }
}
