import Synchronization

/// The one way out: every request to an address that somebody else has named goes through here. Only public addresses are asked, by
/// TLS; the name is looked up once and the connection goes to the very address that was checked; redirects are followed one by one,
/// each checked like the first; size, time and number are bounded.
package final class Outgoing: Sendable {
    package struct Request: Sendable {
        package enum Method: Sendable { case get, post }
        package var method: Method
        package var address: String
        package var headers: [(name: String, value: String)]
        package var body: [UInt8]

        package init(
            _ method: Method, _ address: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []
        ) {
            self.method = method
            self.address = address
            self.headers = headers
            self.body = body
        }
    }

    package struct Answer: Sendable {
        package let status: Int
        package let headers: [(name: String, value: String)]
        package let body: [UInt8]

        /// The value of the header called `name`, in lower case.
        package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    }

    package let rules: OutgoingRules
    private let resolve: Resolver
    private let underWay = Atomic(0)
    /// What goes no further than the server that it was meant for.
    private static let credentials: Set<String> = ["authorization", "cookie", "proxy-authorization"]
    private static let redirects: Set<Int> = [301, 302, 303, 307, 308]

    /// - Parameter resolve: finds the addresses behind a name; nil is the system's way.
    package init(_ rules: OutgoingRules, resolve: Resolver? = nil) {
        self.rules = rules
        self.resolve = resolve ?? { try await SystemResolver.shared.addresses($0) }
    }

    /// Whether the address could be asked at all, as far as that can be told without a look-up.
    package func mayAsk(_ text: String) -> Bool {
        guard let address = try? WebAddress(text) else { return false }
        return address.isSecure || rules.allowed.contains(address.place)
    }

    /// Throws `OutgoingFault`; an answer with any other status than a redirect is an answer.
    package func send(_ request: Request) async throws -> Answer {
        guard underWay.wrappingAdd(1, ordering: .relaxed).newValue <= rules.requestsMost else {
            underWay.wrappingSubtract(1, ordering: .relaxed)
            throw OutgoingFault.busy
        }
        defer { underWay.wrappingSubtract(1, ordering: .relaxed) }
        do {
            let deadline = ContinuousClock.now + rules.timeLimit
            return try await within(rules.timeLimit) { try await self.follow(request, until: deadline) }
        } catch let fault as OutgoingFault {
            throw fault
        } catch { throw OutgoingFault.unreachable("\(error)") }
    }

    private func follow(_ request: Request, until deadline: ContinuousClock.Instant) async throws -> Answer {
        var request = request
        var address = try WebAddress(request.address)
        for _ in 0...rules.redirectsMost {
            let answer = try await ask(address, request, until: deadline)
            guard Self.redirects.contains(answer.status), let location = answer.header("location") else {
                return answer
            }
            guard request.method == .get else { throw OutgoingFault.redirected }
            let next = try address.following(location)
            if next.origin != address.origin {
                request.headers.removeAll { Self.credentials.contains($0.name.lowercased()) }
            }
            address = next
        }
        throw OutgoingFault.tooManyRedirects
    }

    /// The addresses that may be connected to, all of them checked.
    private func checked(_ address: WebAddress) async throws -> [IPAddress] {
        let isAllowed = rules.allowed.contains(address.place)
        guard address.isSecure || isAllowed else { throw OutgoingFault.notSecure }
        let found = if let literal = IPAddress(address.host) { [literal] } else { try await resolve(address.host) }
        guard !found.isEmpty else { throw OutgoingFault.unknownHost }
        // One private address among public ones is how a name is made to lead inside.
        if !isAllowed, let inner = found.first(where: { !$0.isPublic }) {
            throw OutgoingFault.privateAddress(inner.description)
        }
        return Array(found.prefix(3))
    }

    /// Asks at one address after the other until one answers. What was posted is not posted again.
    private func ask(_ address: WebAddress, _ request: Request, until deadline: ContinuousClock.Instant) async throws
        -> Answer
    {
        var last: any Error = OutgoingFault.unknownHost
        for target in try await checked(address) {
            do {
                return try await Transfer(request, to: address, at: target, rules, until: deadline).answer()
            } catch let broken as BrokenTransfer {
                try Task.checkCancellation()
                guard request.method == .get || !broken.wasSent else { throw broken }
                last = broken
            }
        }
        throw last
    }
}

/// The work, or `OutgoingFault.tooSlow` once the time is over.
private func within<T: Sendable>(_ limit: Duration, _ work: @escaping @Sendable () async throws -> T) async throws -> T
{
    try await withThrowingTaskGroup(of: T.self) { group in
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: limit)
            throw OutgoingFault.tooSlow
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw OutgoingFault.tooSlow }
        return first
    }
}
