/// How soon and how far ahead a start can be booked.
package struct BookingWindow: Hashable, Sendable {
    package let minNotice: Span
    /// Days of the business's calendar after today; 0 means today only.
    package let maxAdvanceDays: Int

    package init(minNotice: Span, maxAdvanceDays: Int) {
        self.minNotice = minNotice
        self.maxAdvanceDays = maxAdvanceDays
    }

    /// The first instant at which a booking may start.
    package func earliest(_ now: Instant) -> Instant {
        now + minNotice
    }

    /// The first instant at which a booking may no longer start: the end of the last date of the window, in `zone`.
    package func latest(_ now: Instant, _ zone: Zone) -> Instant {
        zone.startOfDay(zone.local(now).date.adding(days: maxAdvanceDays).adding(days: 1))
    }
}
