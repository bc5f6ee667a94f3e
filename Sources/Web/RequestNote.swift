import Kernel
import Logging
import Synchronization

/// What the log says of a request besides its route: who asked, and why it was refused.
final class RequestNote: Sendable {
    private struct State {
        var user: String?
        var problem: String?
    }
    /// Ids of users, as the record writes them.
    private struct UserName: EntityID {
        static let prefix = "usr"
        let rawValue: Int64
        init(rawValue: Int64) { self.rawValue = rawValue }
    }
    private let state = Mutex(State())

    func visitor(_ visitor: Visitor) {
        guard let id = visitor.signedIn?.id else { return }
        state.withLock { $0.user = UserName(rawValue: id).description }
    }

    func problem(_ problem: Problem) { state.withLock { $0.problem = problem.code } }

    /// `line` with both, as far as they are known.
    func metadata(_ line: Logger.Metadata) -> Logger.Metadata {
        let state = state.withLock { $0 }
        var line = line
        line["user"] = state.user.map { "\($0)" }
        line["problem"] = state.problem.map { "\($0)" }
        return line
    }
}
