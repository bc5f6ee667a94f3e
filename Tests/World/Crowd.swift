import Web

/// What came of many tasks at once.
package struct Crowd: Sendable, CustomStringConvertible {
    package var accepted = 0
    package var refused = 0
    package var faults: [String] = []

    package init() {}

    package static func += (sum: inout Crowd, more: Crowd) {
        sum.accepted += more.accepted
        sum.refused += more.refused
        sum.faults += more.faults
    }

    package var description: String { "accepted \(accepted), refused \(refused), 5xx \(faults.count)" }

    /// Runs every task at once.
    package static func atOnce(_ tasks: [@Sendable () async throws -> Void]) async -> Crowd {
        await withTaskGroup(of: (any Error)?.self) { group in
            for task in tasks {
                group.addTask {
                    do {
                        try await task()
                        return nil
                    } catch { return error }
                }
            }
            var count = Crowd()
            for await error in group {
                switch error {
                case nil: count.accepted += 1
                case let problem as Problem where problem.status == 409: count.refused += 1
                case .some(let fault): count.faults.append("\(fault)")
                }
            }
            return count
        }
    }
}
