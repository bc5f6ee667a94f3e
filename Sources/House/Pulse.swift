import Storage
import Synchronization

/// Tells that a business has changed: caches and open public pages when its public face did (times, offerings, settings), open desk
/// pages when anything did. Exact on the node that writes: the version moves after the commit and before the writer is answered.
/// Other nodes hear of it within milliseconds (decision 0005).
package final class Pulse: Sendable {
    /// Whom a change concerns.
    package enum Ear: Sendable {
        case visitors, desk
    }
    /// A change that other nodes are to hear of.
    package struct News: Sendable, Hashable {
        let business: Int64
        let isPublic: Bool
    }
    private struct Watcher {
        let ear: Ear
        let ring: @Sendable () -> Void
    }
    private struct State {
        /// Rises with every change that is heard of.
        var tick: UInt64 = 0
        /// The tick of each business's last public change, and of its last of any kind.
        var changes: [Int64: UInt64] = [:]
        var stirs: [Int64: UInt64] = [:]
        /// Moves when anything may have been missed: everything has changed then.
        var floor: UInt64 = 0
        /// For each business, whether its public face is among what to tell.
        var toTell: [Int64: Bool] = [:]
        var watchers: [Int64: [UInt64: Watcher]] = [:]
        var lastWatcher: UInt64 = 0

        func last(_ business: Int64, _ ear: Ear) -> UInt64 {
            max(floor, (ear == .desk ? stirs[business] : changes[business]) ?? 0)
        }
    }
    private let state = Mutex(State())
    /// Tells this run of this node from others: ticks of different ones can't be compared.
    private let epoch = String(UInt32.random(in: 0...UInt32.max), radix: 36)

    package init() {}

    /// Where the pulse stands. Taken before something is read, it tells later whether that may have changed since: a version that
    /// is asked for after the reading could belong to a change that the reading has not seen.
    package var mark: UInt64 { state.withLock { $0.tick } }

    /// Whether nothing public of `business` has changed since `mark`.
    package func isStill(_ business: Int64, since mark: UInt64) -> Bool {
        state.withLock { $0.last(business, .visitors) <= mark }
    }

    /// Marks the public face of `business` as changed once `db` has committed.
    package func touch(_ business: Int64, in db: Transaction) {
        db.afterCommit { [self] in move(business, isPublic: true, tell: true) }
    }

    /// Marks `business` as changed for those who work in it.
    package func stir(_ business: Int64, in db: Transaction) {
        db.afterCommit { [self] in move(business, isPublic: false, tell: true) }
    }

    /// Another node has changed something.
    package func heard(_ news: News) { move(news.business, isPublic: news.isPublic, tell: false) }

    /// Notifications may have been missed: nothing made before holds.
    package func lost() {
        let all = state.withLock { state in
            state.tick += 1
            state.floor = state.tick
            return state.watchers.values.flatMap(\.values)
        }
        for watcher in all { watcher.ring() }
    }

    /// What other nodes have not been told of yet.
    package func takeUntold() -> [News] {
        state.withLock { state in
            defer { state.toTell = [:] }
            return state.toTell.map { News(business: $0, isPublic: $1) }
        }
    }

    private func move(_ business: Int64, isPublic: Bool, tell: Bool) {
        let rung = state.withLock { state in
            state.tick += 1
            state.stirs[business] = state.tick
            if isPublic { state.changes[business] = state.tick }
            if tell { state.toTell[business] = isPublic || state.toTell[business] == true }
            return state.watchers[business].map { $0.values.filter { isPublic || $0.ear == .desk } } ?? []
        }
        for watcher in rung { watcher.ring() }
    }
}

extension Pulse {
    /// `mark` as text, for pages and events: it holds for this run of this node and is unknown everywhere else.
    package func stamp(_ mark: UInt64) -> String { "\(epoch)-\(mark)" }

    /// Whether something that concerns `ear` may have changed since `stamp`, as far as this node can tell.
    func hasMoved(_ business: Int64, _ ear: Ear, since stamp: String) -> Bool {
        let parts = stamp.split(separator: "-")
        guard parts.count == 2, parts[0] == epoch, let mark = UInt64(parts[1]) else { return true }
        return state.withLock { $0.last(business, ear) > mark }
    }

    /// Calls `ring` at every change that concerns `ear`, at once and on the thread of the change, until the returned closure is
    /// called.
    func watch(_ business: Int64, _ ear: Ear, _ ring: @escaping @Sendable () -> Void) -> @Sendable () -> Void {
        let id = state.withLock { state in
            state.lastWatcher += 1
            state.watchers[business, default: [:]][state.lastWatcher] = Watcher(ear: ear, ring: ring)
            return state.lastWatcher
        }
        return { [self] in
            state.withLock { state in
                state.watchers[business]?[id] = nil
                if state.watchers[business]?.isEmpty == true { state.watchers[business] = nil }
            }
        }
    }
}

extension Pulse.News {
    /// What one node tells another: `42`, or `42 desk` when no visitor needs to know.
    package var text: String { isPublic ? "\(business)" : "\(business) desk" }

    package init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard let first = parts.first, let business = Int64(first), parts.count == 1 || parts[1] == "desk" else {
            return nil
        }
        self.init(business: business, isPublic: parts.count == 1)
    }
}
