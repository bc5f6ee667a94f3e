import CLibPQ
import Storage

/// One connection in pipeline mode: several statements travel in one message and one wait. Used by one thread.
final class PostgresLink {
    private let connection: OpaquePointer
    private let address: PostgresAddress
    /// Batches sent whose answers nobody waited for: the ends of reads and of undone transactions.
    private var unreadBatches = 0

    init(_ address: PostgresAddress, _ limits: PostgresLimits) throws {
        self.address = address
        self.connection = try address.connect(timeout_s: limits.connect_s)
        try simple(limits.settings)
        PQenterPipelineMode(connection)
    }

    deinit { PQfinish(connection) }

    var isLost: Bool { PQstatus(connection) == CONNECTION_BAD }

    /// A statement has failed and the server refuses all others until the end of the transaction.
    var isInFailedTransaction: Bool { PQtransactionStatus(connection) == PQTRANS_INERROR }
    var isInTransaction: Bool { isInFailedTransaction || PQtransactionStatus(connection) == PQTRANS_INTRANS }

    func send(control text: String) throws {
        try check(PQsendQueryParams(connection, text, 0, nil, nil, nil, nil, 1))
    }

    func send(prepare name: String, _ text: String, _ types: [Oid]) throws {
        try check(PQsendPrepare(connection, name, text, Int32(types.count), types))
    }

    func send(run name: String, _ values: [Value]) throws {
        try check(
            CStrings(values).withPointers { pointers in
                PQsendQueryPrepared(connection, name, Int32(values.count), pointers, nil, nil, 1)
            })
    }

    /// Ends the batch and waits for its results, one for each statement sent. Throws the first error among them.
    func receive() throws -> [PostgresResult] {
        try check(PQpipelineSync(connection))
        try readUnread()
        let results = try readBatch()
        if let failure = results.first(where: \.isError) {
            throw StorageFault.postgres(failure.pointer, mask: address.mask)
        }
        return results
    }

    /// Ends the batch without waiting: the answers are read before the next ones.
    func leave() throws {
        try check(PQpipelineSync(connection))
        unreadBatches += 1
    }

    /// Runs statements without values in one message, outside the pipeline.
    func script(_ text: String) throws {
        try readUnread()
        PQexitPipelineMode(connection)
        defer { PQenterPipelineMode(connection) }
        try simple(text)
    }

    private func simple(_ text: String) throws {
        guard let pointer = PQexec(connection, text) else { throw lost() }
        let result = PostgresResult(pointer)
        if result.isError { throw StorageFault.postgres(pointer, mask: address.mask) }
    }

    private func readUnread() throws {
        while unreadBatches > 0 {
            unreadBatches -= 1
            _ = try readBatch()
        }
    }

    /// A null stands between the results of two statements; two in a row mean that nothing more will come.
    private func readBatch() throws -> [PostgresResult] {
        var results: [PostgresResult] = []
        var nulls = 0
        while nulls < 2 {
            guard let pointer = PQgetResult(connection) else {
                nulls += 1
                continue
            }
            nulls = 0
            let result = PostgresResult(pointer)
            if result.status == PGRES_PIPELINE_SYNC { return results }
            results.append(result)
            if isLost { break }
        }
        if let last = results.last(where: \.isError) { throw StorageFault.postgres(last.pointer, mask: address.mask) }
        throw lost()
    }

    private func check(_ isSent: Int32) throws {
        if isSent == 0 { throw lost() }
    }

    private func lost() -> StorageFault { .unavailable(address.mask(String(cString: PQerrorMessage(connection)))) }
}
