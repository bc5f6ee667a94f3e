import CoreMetrics
import Kernel
import Storage
import Tracing

/// A store whose transactions are timed, and are spans where traces are wanted.
struct MeasuredStore: Store {
    static let seconds = "daybook_transaction_seconds"
    static let faults = "daybook_transaction_faults_total"

    /// One kind of transaction: from the question to the answer, waiting included.
    private struct Kind: Sendable {
        let name: String
        let timer: CoreMetrics.Timer
        let faults: Counter
        let tracer: (any Tracer)?

        init(_ name: String, _ metrics: any MetricsFactory, _ tracer: (any Tracer)?) {
            self.name = "transaction \(name)"
            timer = CoreMetrics.Timer(label: seconds, dimensions: [("kind", name)], factory: metrics)
            faults = Counter(label: MeasuredStore.faults, dimensions: [("kind", name)], factory: metrics)
            self.tracer = tracer
        }

        func time<T: Sendable>(_ work: () async throws -> T) async throws -> T {
            let began = ContinuousClock.now
            defer { timer.recordNanoseconds(Int64((ContinuousClock.now - began) / .nanoseconds(1))) }
            do {
                guard let tracer else { return try await work() }
                return try await tracer.withSpan(name) { _ in try await work() }
            } catch let fault as StorageFault {
                faults.increment()
                throw fault
            }
        }
    }

    private let store: any Store
    private let reading: Kind
    private let writing: Kind
    private let lazily: Kind

    init(_ store: any Store, _ metrics: any MetricsFactory, _ tracer: (any Tracer)?) {
        self.store = store
        reading = Kind("read", metrics, tracer)
        writing = Kind("write", metrics, tracer)
        lazily = Kind("lazy_write", metrics, tracer)
    }

    var dialect: Dialect { store.dialect }
    var wakes: Wakes { store.wakes }

    func read<T: Sendable>(_ body: @escaping @Sendable (Snapshot) throws -> T) async throws -> T {
        try await reading.time { try await store.read(body) }
    }

    func write<T: Sendable>(
        at now: Instant?, _ durability: Durability, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        try await (durability == .full ? writing : lazily).time { try await store.write(at: now, durability, body) }
    }

    func notify(_ channel: String, _ payload: String) async throws { try await store.notify(channel, payload) }

    func listen(
        _ channel: String, lost: @escaping @Sendable () -> Void, _ action: @escaping @Sendable (String) -> Void
    ) throws { try store.listen(channel, lost: lost, action) }

    func purge(_ tables: [SQL]) async throws { try await store.purge(tables) }
    func ping() async throws { try await store.ping() }
    func close() async { await store.close() }
}
