/// A signed length of time, in whole milliseconds of elapsed time (never of wall-clock time).
package struct Span: Hashable, Comparable, Sendable {
    /// The length in milliseconds; negative when it points to the past.
    package let milliseconds: Int64

    init(_ milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static let zero = Span(0)

    package static func milliseconds(_ count: Int64) -> Span { Span(count) }
    package static func seconds(_ count: Int) -> Span { Span(Int64(count) * 1000) }
    package static func minutes(_ count: Int) -> Span { Span(Int64(count) * 60_000) }
    package static func hours(_ count: Int) -> Span { Span(Int64(count) * 3_600_000) }

    /// Days of exactly 24 hours. For days of the calendar use `LocalDate` and a `Zone`.
    package static func days(_ count: Int) -> Span { Span(Int64(count) * 86_400_000) }

    /// The length in minutes, rounded towards zero.
    package var minutes: Int { Int(milliseconds / 60_000) }

    package static func + (left: Span, right: Span) -> Span { Span(left.milliseconds + right.milliseconds) }
    package static func - (left: Span, right: Span) -> Span { Span(left.milliseconds - right.milliseconds) }
    package static func * (span: Span, factor: Int) -> Span { Span(span.milliseconds * Int64(factor)) }
    package static func < (left: Span, right: Span) -> Bool { left.milliseconds < right.milliseconds }
}
