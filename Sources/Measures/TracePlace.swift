import ServiceContextModule

/// Where in a trace the work at hand stands: W3C Trace Context's `traceparent`, version 00.
package struct TracePlace: Sendable, Equatable {
    /// 16 bytes, in 32 hexadecimal digits.
    package let trace: String
    /// 8 bytes, in 16 hexadecimal digits.
    package let span: String

    /// A place of a span of its own, in the trace of `parent` or in a new one.
    init(below parent: TracePlace?) {
        trace = parent?.trace ?? Self.digits() + Self.digits()
        span = Self.digits()
    }

    /// Nil for what is no `traceparent`, as RFC-like as the recommendation asks: lower case, and neither part all noughts.
    package init?(traceparent: String) {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[0] != "ff", Self.isDigits(parts[0]),
            parts[1].count == 32, parts[2].count == 16, Self.isDigits(parts[1]), Self.isDigits(parts[2]),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" }),
            parts[0] != "00" || parts.count == 4
        else { return nil }
        (trace, span) = (String(parts[1]), String(parts[2]))
    }

    package var traceparent: String { "00-\(trace)-\(span)-01" }

    private static func isDigits(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// 8 bytes by chance, never all noughts.
    private static func digits() -> String {
        let text = String(UInt64.random(in: 1...UInt64.max), radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}

private enum PlaceKey: ServiceContextKey {
    typealias Value = TracePlace
}

extension ServiceContext {
    package var place: TracePlace? {
        get { self[PlaceKey.self] }
        set { self[PlaceKey.self] = newValue }
    }
}
