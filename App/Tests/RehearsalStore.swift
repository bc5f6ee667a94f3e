import Kernel
import Storage

/// A store that, while asked to rehearse, does everything it is told and keeps nothing: so that a test can walk through what is
/// allowed without changing the world in which it asks for the rest.
struct RehearsalStore: Store {
    @TaskLocal static var isRehearsing = false
    let base: any Store

    private struct Done<T: Sendable>: Error { let value: T }

    var dialect: Dialect { base.dialect }
    var wakes: Wakes { base.wakes }

    func read<T: Sendable>(_ body: @escaping @Sendable (Snapshot) throws -> T) async throws -> T {
        try await base.read(body)
    }

    @discardableResult
    func write<T: Sendable>(
        at now: Instant?, _ durability: Durability, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        guard Self.isRehearsing else { return try await base.write(at: now, durability, body) }
        do {
            return try await base.write(at: now, durability) { db -> T in throw Done(value: try body(db)) }
        } catch let done as Done<T> { return done.value }
    }

    func notify(_ channel: String, _ payload: String) async throws { try await base.notify(channel, payload) }

    func listen(
        _ channel: String, lost: @escaping @Sendable () -> Void, _ action: @escaping @Sendable (String) -> Void
    ) throws { try base.listen(channel, lost: lost, action) }

    func purge(_ tables: [SQL]) async throws { try await base.purge(tables) }
    func ping() async throws { try await base.ping() }
    func close() async { await base.close() }
}
