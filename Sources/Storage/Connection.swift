/// One connection of an engine, used by one transaction at a time. Everything on it is synchronous.
package protocol Connection: AnyObject {
    /// Runs one statement and returns all its rows. Throws `StorageFault`.
    func query(_ sql: SQL) throws -> [Row]
    /// Runs several statements in one round trip and returns the rows of each. Throws `StorageFault`.
    func queries(_ statements: [SQL]) throws -> [[Row]]
    /// Runs one statement and returns how many rows it changed. Throws `StorageFault`.
    func execute(_ sql: SQL) throws -> Int
    /// Runs one statement whose outcome nobody waits for. What goes wrong may be thrown by a later statement or by the commit.
    func post(_ sql: SQL) throws
    /// Runs several statements without values (migrations). Throws `StorageFault`.
    func script(_ text: String) throws
    /// Marks, keeps or undoes a part of the transaction; savepoints nest. Throws `StorageFault`.
    func savepoint(_ step: SavepointStep) throws
}

/// What a savepoint does: each engine has its own cheapest way.
package enum SavepointStep: Sendable {
    case set
    case release
    /// Undoes everything since `set`, gives back its row locks, and forgets the savepoint.
    case undo
}
