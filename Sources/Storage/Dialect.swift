/// The handful of words in which the engines differ. A new word needs a decision record.
package enum Dialect: Sendable, Equatable {
    case sqlite
    case postgres

    /// Appended to a SELECT whose rows this transaction is about to change. SQLite's writer is alone already.
    package var forUpdate: SQL { self == .postgres ? " FOR UPDATE" : "" }

    /// Appended to a SELECT of a row that this transaction is about to refer to: many may at once, but nobody takes it away meanwhile.
    package var forReference: SQL { self == .postgres ? " FOR KEY SHARE" : "" }

    /// As `forUpdate`, passing over rows that another transaction holds: how workers share a queue.
    package var forUpdateSkipLocked: SQL { self == .postgres ? " FOR UPDATE SKIP LOCKED" : "" }
}
