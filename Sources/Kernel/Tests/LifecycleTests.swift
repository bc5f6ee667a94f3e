import Kernel
import Testing

@Suite struct LifecycleTests {
    /// The drawing of the booking rules, row by row: to held, pending, pending payment, confirmed, checked in,
    /// completed, no show, rejected, expired, cancelled.
    private let drawing: [(BookingStatus, String)] = [
        (.held, "- y y y - - - - y y"),
        (.pending, "- - y y - - - y y y"),
        (.pendingPayment, "- - - y - - - - y y"),
        (.confirmed, "- - - - y y y - - y"),
        (.checkedIn, "- - - - - y y - - -"),
        (.completed, "- - - - - - - - - -"),
        (.noShow, "- - - - - - - - - -"),
        (.rejected, "- - - - - - - - - -"),
        (.expired, "- - - - - - - - - -"),
        (.cancelled, "- - - - - - - - - -"),
    ]

    @Test func `only the moves of the drawing are possible`() {
        var illegal = 0
        #expect(drawing.map(\.0) == BookingStatus.allCases)
        for (from, row) in drawing {
            for (to, mark) in zip(BookingStatus.allCases, row.split(separator: " ")) {
                let isMove = (try? Lifecycle.move(from, to: to)) == to
                if isMove != (mark == "y") || Lifecycle.allows(from, to) != isMove { illegal += 1 }
            }
        }
        print("Q4 illegal=\(illegal)")
        #expect(illegal == 0)
    }

    @Test func `a refused move names both states`() {
        #expect(throws: IllegalTransition(from: .cancelled, to: .confirmed)) {
            try Lifecycle.move(.cancelled, to: .confirmed)
        }
    }

    @Test func `terminal states have no way out and claim nothing`() {
        let terminal: Set<BookingStatus> = [.completed, .noShow, .rejected, .expired, .cancelled]
        for status in BookingStatus.allCases {
            #expect(status.isTerminal == terminal.contains(status))
            #expect(status.claimsCapacity == !terminal.contains(status))
        }
        let releasing = BookingStatus.allCases.filter(\.releasesCapacity)
        #expect(releasing == [.rejected, .expired, .cancelled])
    }

    @Test func `statuses are written as the API and the database write them`() {
        #expect(
            BookingStatus.allCases.map(\.rawValue) == [
                "held", "pending", "pending_payment", "confirmed", "checked_in", "completed", "no_show", "rejected",
                "expired", "cancelled",
            ])
    }
}
