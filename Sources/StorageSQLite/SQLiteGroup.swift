import Kernel
import Storage

/// The writes of one commit. The first body needs no savepoint: while nothing stands before it, undoing it is undoing all.
struct SQLiteGroup {
    private let connection: SQLiteConnection
    private let wakes: Wakes
    private let durability: Durability
    private var done: [any SQLiteWriting] = []
    private var refused: [(write: any SQLiteWriting, error: any Error)] = []
    /// The database gave up the transaction: nothing of this group can be kept.
    private(set) var isBroken = false
    /// Why not even the first could begin: another process holds the file, or the disk is gone.
    private(set) var refusal: (any Error)?

    /// - Parameter durability: what the commit promises; only writes that are content with it may join.
    init(_ connection: SQLiteConnection, _ durability: Durability, _ wakes: Wakes) {
        self.durability = durability
        self.connection = connection
        self.wakes = wakes
    }

    var count: Int { done.count + refused.count }

    mutating func run(_ write: any SQLiteWriting, now: Instant) {
        let isFirst = done.isEmpty
        guard begin(write, isFirst) else { return }
        do {
            try write.run(connection, now: now, wakes: wakes)
            if !isFirst { try connection.control("RELEASE SAVEPOINT one") }
            done.append(write)
        } catch {
            refused.append((write, error))
            undo(isFirst)
        }
    }

    /// Makes all of it durable, then answers everybody in order; nobody hears of another's change that might still be lost.
    func commit() {
        do {
            guard !isBroken else { throw StorageFault.unavailable("the transaction was undone by the database") }
            if !done.isEmpty { try connection.control("COMMIT") }
        } catch {
            if connection.isInTransaction { try? connection.control("ROLLBACK") }
            for write in done { write.fail(error) }
            for (write, reason) in refused { write.fail(reason) }
            return
        }
        for write in done { write.succeed() }
        for (write, reason) in refused { write.fail(reason) }
    }

    private mutating func begin(_ write: any SQLiteWriting, _ isFirst: Bool) -> Bool {
        do {
            if isFirst { try connection.promise(durability) }
            try connection.control(isFirst ? "BEGIN IMMEDIATE" : "SAVEPOINT one")
            return true
        } catch {
            refused.append((write, error))
            isBroken = true
            if isFirst { refusal = error }
            return false
        }
    }

    private mutating func undo(_ isFirst: Bool) {
        do {
            guard connection.isInTransaction else {
                isBroken = !isFirst
                return
            }
            if isFirst {
                try connection.control("ROLLBACK")
            } else {
                try connection.control("ROLLBACK TO SAVEPOINT one")
                try connection.control("RELEASE SAVEPOINT one")
            }
        } catch {
            isBroken = true
        }
    }
}
