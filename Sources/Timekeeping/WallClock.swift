import Foundation
import Kernel
import Synchronization

/// Where "now" comes from. Everything that depends on the time takes one, or takes the instant itself.
package struct WallClock: Sendable {
    /// The current instant.
    package let now: @Sendable () -> Instant

    package init(now: @escaping @Sendable () -> Instant) {
        self.now = now
    }

    /// The machine's clock.
    package static let system = WallClock {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }

    /// A clock that stands still.
    package static func fixed(_ instant: Instant) -> WallClock {
        WallClock { instant }
    }
}

/// A clock that moves when it is told to, for tests.
package final class ManualClock: Sendable {
    private let instant: Mutex<Instant>

    package init(_ instant: Instant) {
        self.instant = Mutex(instant)
    }

    package var now: Instant {
        instant.withLock { $0 }
    }

    /// Moves the clock; back when `span` is negative.
    package func advance(by span: Span) {
        instant.withLock { $0 = $0 + span }
    }

    package func set(_ instant: Instant) {
        self.instant.withLock { $0 = instant }
    }

    /// This clock as others see it.
    package var clock: WallClock {
        WallClock { self.now }
    }
}
