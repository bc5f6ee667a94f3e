import Dispatch
import Foundation
import Synchronization

/// Finds the addresses behind a name. Tests bring their own.
package typealias Resolver = @Sendable (String) async throws -> [IPAddress]

/// The system's resolver, on threads of its own, since it blocks. A caller that is cancelled does not wait for it.
final class SystemResolver: Sendable {
    static let shared = SystemResolver()
    /// A resolver that hangs may keep this many threads, and no more.
    private static let waitingMost = 32
    private let queue = DispatchQueue(label: "resolver", attributes: .concurrent)
    private let waiting = Atomic(0)

    func addresses(_ name: String) async throws -> [IPAddress] {
        guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= Self.waitingMost else {
            waiting.wrappingSubtract(1, ordering: .relaxed)
            throw OutgoingFault.busy
        }
        let answer = Once<[IPAddress]>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.wait(continuation)
                queue.async { [self] in
                    answer.give(.success(Self.look(up: name)))
                    waiting.wrappingSubtract(1, ordering: .relaxed)
                }
            }
        } onCancel: {
            answer.give(.failure(CancellationError()))
        }
    }

    private static func look(up name: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [IPAddress] = []
        var next = list
        while let entry = next?.pointee {
            if let address = address(entry), !found.contains(address) { found.append(address) }
            next = entry.ai_next
        }
        return found
    }

    private static func address(_ entry: addrinfo) -> IPAddress? {
        switch entry.ai_family {
        case AF_INET:
            entry.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                IPAddress(bytes: withUnsafeBytes(of: $0.pointee.sin_addr) { Array($0) })
            }
        case AF_INET6:
            entry.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                IPAddress(bytes: withUnsafeBytes(of: $0.pointee.sin6_addr) { Array($0) })
            }
        default: nil
        }
    }
}

/// An answer that somebody waits for; the first one counts.
private final class Once<T: Sendable>: Sendable {
    private enum State {
        case open
        case waited(CheckedContinuation<T, any Error>)
        case given(Result<T, any Error>)
        case done
    }
    private let state = Mutex(State.open)

    func wait(_ continuation: CheckedContinuation<T, any Error>) {
        let early: Result<T, any Error>? = state.withLock { state in
            guard case .given(let result) = state else {
                state = .waited(continuation)
                return nil
            }
            state = .done
            return result
        }
        if let early { continuation.resume(with: early) }
    }

    func give(_ result: Result<T, any Error>) {
        let waiting: CheckedContinuation<T, any Error>? = state.withLock { state in
            switch state {
            case .open:
                state = .given(result)
                return nil
            case .waited(let continuation):
                state = .done
                return continuation
            case .given, .done: return nil
            }
        }
        waiting?.resume(with: result)
    }
}
