import Synchronization

/// Notifications within the process: the embedded engine has one node only.
final class Bulletin: Sendable {
    private let listeners = Mutex<[String: [@Sendable (String) -> Void]]>([:])

    func listen(_ channel: String, _ action: @escaping @Sendable (String) -> Void) {
        listeners.withLock { $0[channel, default: []].append(action) }
    }

    func post(_ channel: String, _ payload: String) {
        let actions = listeners.withLock { $0[channel] ?? [] }
        for action in actions { action(payload) }
    }

    func close() { listeners.withLock { $0 = [:] } }
}
