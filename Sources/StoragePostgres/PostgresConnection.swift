import CLibPQ
import Storage

/// Transactions on one link. What only steers (BEGIN, SAVEPOINT, RELEASE) waits and travels with the next statement, so it costs no
/// round trip of its own.
final class PostgresConnection: Connection {
    private struct Prepared {
        let name: String
        let types: [Oid]
        let columns: Columns

        func accepts(_ values: [Value]) -> Bool {
            guard types.count == values.count else { return false }
            return zip(types, values).allSatisfy { type, value in
                type == 0 || value == .null || type == PostgresType.of(value)
            }
        }
    }

    private let link: PostgresLink
    private var statements: StatementCache<Prepared>
    private var deferred: [String] = []
    /// Prepared statements whose places others have taken; the server drops them with the next transaction.
    private var dropped: [String] = []
    private var hasBegun = false
    /// Statements have been sent whose answers are still to be read.
    private var hasPosted = false
    private var preparedCount = 0

    init(_ address: PostgresAddress, _ limits: PostgresLimits) throws {
        self.link = try PostgresLink(address, limits)
        self.statements = StatementCache(limit: limits.statements)
    }

    var isLost: Bool { link.isLost }

    func query(_ sql: SQL) throws -> [Row] {
        let (result, columns) = try run(sql)
        return try result.rows(columns)
    }

    /// What is not prepared yet goes one by one, this once.
    func queries(_ statements: [SQL]) throws -> [[Row]] {
        let known = statements.compactMap(find)
        guard known.count == statements.count else { return try statements.map(query) }
        try sendDeferred()
        for (prepared, statement) in zip(known, statements) {
            try statement.values.refuseNUL()
            try link.send(run: prepared.name, statement.values)
        }
        return try zip(try receive().suffix(known.count), known).map { result, prepared in
            try result.rows(prepared.columns)
        }
    }

    func execute(_ sql: SQL) throws -> Int { try run(sql).result.changedRows }

    /// Goes out with the next statement, or with the commit. A statement that is not prepared yet costs a round trip this once.
    func post(_ sql: SQL) throws {
        try sql.values.refuseNUL()
        guard let known = find(sql) else {
            _ = try prepareAndRun(sql)
            return
        }
        try sendDeferred()
        try link.send(run: known.name, sql.values)
        hasPosted = true
    }

    func script(_ text: String) throws {
        try exchange()
        try link.script(text)
    }

    func savepoint(_ step: SavepointStep) throws {
        let isEmpty = deferred.last == Self.set
        switch step {
        case .set: deferred.append(Self.set)
        case .release where isEmpty, .undo where isEmpty: deferred.removeLast()
        case .release: deferred.append(Self.release)
        case .undo:
            deferred.append("ROLLBACK TO SAVEPOINT attempt")
            try exchange()
            deferred.append(Self.release)
        }
    }

    private static let set = "SAVEPOINT attempt"
    private static let release = "RELEASE SAVEPOINT attempt"

    // MARK: Transactions

    /// Begins with the first statement; a transaction without any never reaches the server.
    func begin(_ texts: [String]) {
        deferred = texts
        hasBegun = false
    }

    /// Returns when the commit is durable. Throws `StorageFault.statement` when a failed statement was passed over in silence:
    /// the server would roll back and say nothing.
    func commit() throws {
        defer { deferred = [] }
        guard hasBegun else { return }
        guard !link.isInFailedTransaction else {
            throw StorageFault.statement(code: "25P02", message: "a statement failed and the body went on to its end")
        }
        deferred.append("COMMIT")
        try exchange()
    }

    /// Ends a read, or undoes a write, without waiting for the server's answer.
    func leave() {
        deferred = []
        guard hasBegun, !isLost else { return }
        (hasBegun, hasPosted) = (false, false)
        guard (try? link.send(control: "ROLLBACK")) != nil else { return }
        try? link.leave()
    }

    // MARK: Statements

    private func run(_ sql: SQL) throws -> (result: PostgresResult, columns: Columns) {
        try sql.values.refuseNUL()
        if let known = find(sql) {
            try sendDeferred()
            try link.send(run: known.name, sql.values)
            guard let result = try receive().last else { throw StorageFault.unavailable("no result") }
            return (result, known.columns)
        }
        return try prepareAndRun(sql)
    }

    private func prepareAndRun(_ sql: SQL) throws -> (result: PostgresResult, columns: Columns) {
        preparedCount += 1
        let name = "s\(preparedCount)"
        let types = sql.values.map(PostgresType.of)
        try sendDeferred()
        try link.send(prepare: name, sql.text, types)
        try link.send(run: name, sql.values)
        guard let result = try receive().last else { throw StorageFault.unavailable("no result") }
        let prepared = Prepared(name: name, types: types, columns: result.columns())
        let key = statements.find(sql.template) == nil ? sql.template : signed(sql)
        if let old = statements.keep(prepared, for: key) { dropped.append(old.name) }
        return (result, prepared.columns)
    }

    /// The same statement may come with a number where text was before: such a form is kept apart.
    private func find(_ sql: SQL) -> Prepared? {
        guard let known = statements.find(sql.template) else { return nil }
        if known.accepts(sql.values) { return known }
        return statements.find(signed(sql))
    }

    private func signed(_ sql: SQL) -> String {
        sql.template + "\u{0}" + sql.values.map { "\(PostgresType.of($0))" }.joined(separator: ",")
    }

    private func sendDeferred() throws {
        for text in deferred { try link.send(control: text) }
        deferred = []
        guard !hasBegun else { return }
        hasBegun = true
        for name in dropped { try link.send(control: "DEALLOCATE \(name)") }
        dropped = []
    }

    private func receive() throws -> [PostgresResult] {
        hasPosted = false
        do {
            return try link.receive()
        } catch let fault as StorageFault {
            // A table has changed under the prepared statements; names are never used twice.
            if case .conflict(let words) = fault, words.contains("(0A000)") { statements.removeAll() }
            throw fault
        }
    }

    private func exchange() throws {
        guard !deferred.isEmpty || hasPosted else { return }
        try sendDeferred()
        _ = try receive()
    }
}
