import Bookings
import Catalogue
import House
import Kernel
import Storage
import Synchronization
import Web

/// The page of a booking is told when that booking has changed, or another one of its series or basket (C9). Of the business's other
/// bookings it hears nothing.
extension StorefrontSlice {
    var customerLive: PageRoute {
        .get(
            "/b/{reference}/{key}/live", access: .link, query: [House.since],
            handler: byLink { visit in
                let (business, seen) = try await house.store.read { db in
                    let view = try visited(visit, for: [.manage, .view], in: db)
                    return (view.business.id.rawValue, Seen(view))
                }
                let last = LastSeen(seen)
                return house.live(
                    "booking", business, .desk, visit,
                    // A link that opens nothing any more, or a database that can't say, ends the stream; the reader comes back.
                    holds: {
                        do {
                            last.look(
                                try await house.store.read { db in
                                    Seen(try visited(visit, for: [.manage, .view], in: db))
                                }
                            )
                            return true
                        } catch { return false }
                    }, concerns: { last.isNews() })
            })
    }
}

/// What a customer can see change.
private struct Seen: Equatable, Sendable {
    let own: String
    let others: [String]

    init(_ view: BookingView) {
        func mark(_ booking: Booking) -> String {
            "\(booking.status) \(booking.sequence) \(booking.start.milliseconds)"
        }
        own = mark(view.booking) + " \(view.resources) \(view.participants) \(view.booking.notes ?? "")"
        others = view.others.map { mark($0.booking) }
    }
}

/// What the reader was told of, and what there is since.
private final class LastSeen: Sendable {
    private let state: Mutex<(told: Seen, now: Seen)>

    init(_ seen: Seen) { state = Mutex((told: seen, now: seen)) }

    func look(_ seen: Seen) { state.withLock { $0.now = seen } }

    func isNews() -> Bool {
        state.withLock { state in
            defer { state.told = state.now }
            return state.told != state.now
        }
    }
}
