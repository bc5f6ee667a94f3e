import Logging
import Synchronization
import Tracing

/// Spans as log lines, one when each ends, with the ids of W3C Trace Context: whatever collects the logs can draw the trace. A backend of
/// swift-distributed-tracing. Spans tell routes, statuses and times, never what was asked or answered.
package struct LogTracer: Tracer {
    private let log: Logger

    package init(_ log: Logger) { self.log = log }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> LogSpan {
        LogSpan(operationName, below: context(), kind, began: instant().nanosecondsSinceEpoch, log)
    }

    package func activeSpan(identifiedBy context: ServiceContext) -> LogSpan? { nil }
    package func forceFlush() {}

    package func extract<Carrier, Extract>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract: Extractor, Extract.Carrier == Carrier {
        context.place = extractor.extract(key: "traceparent", from: carrier).flatMap { TracePlace(traceparent: $0) }
    }

    package func inject<Carrier, Inject>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject: Injector, Inject.Carrier == Carrier {
        if let place = context.place { injector.inject(place.traceparent, forKey: "traceparent", into: &carrier) }
    }
}

/// Work with a beginning and an end.
package final class LogSpan: Span {
    private struct State {
        var name: String
        var attributes: SpanAttributes = [:]
        var hasFailed = false
        var hasEnded = false
    }
    package let context: ServiceContext
    private let kind: SpanKind
    private let parent: String?
    private let began: UInt64
    private let log: Logger
    private let state: Mutex<State>

    init(_ name: String, below outer: ServiceContext, _ kind: SpanKind, began: UInt64, _ log: Logger) {
        var context = outer
        context.place = TracePlace(below: outer.place)
        self.context = context
        self.kind = kind
        self.began = began
        self.log = log
        parent = outer.place?.span
        state = Mutex(State(name: name))
    }

    package var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { $0.name = newValue } }
    }
    package var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }
    package var isRecording: Bool { state.withLock { !$0.hasEnded } }

    package func setStatus(_ status: SpanStatus) {
        if status.code == .error { state.withLock { $0.hasFailed = true } }
    }
    package func addEvent(_ event: SpanEvent) {}
    package func addLink(_ link: SpanLink) {}

    /// The error itself may tell of people; the log of faults has it where it has to be.
    package func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) { state.withLock { $0.hasFailed = true } }

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let last: State? = state.withLock { state in
            defer { state.hasEnded = true }
            return state.hasEnded ? nil : state
        }
        guard let last else { return }
        let took = instant().nanosecondsSinceEpoch.subtractingReportingOverflow(began)
        var metadata: Logger.Metadata = [
            "name": "\(last.name)", "kind": "\(kind)", "failed": "\(last.hasFailed)",
            "microseconds": "\(took.overflow ? 0 : took.partialValue / 1_000)",
            "trace_id": "\(context.place?.trace ?? "")", "span_id": "\(context.place?.span ?? "")",
        ]
        if let parent { metadata["parent_id"] = "\(parent)" }
        last.attributes.forEach { name, value in metadata[name] = "\(value.shown)" }
        log.info("span", metadata: metadata)
    }
}

extension SpanAttribute {
    fileprivate var shown: String {
        switch self {
        case .int32(let value): "\(value)"
        case .int64(let value): "\(value)"
        case .double(let value): "\(value)"
        case .bool(let value): "\(value)"
        case .string(let value): value
        case .stringConvertible(let value): "\(value)"
        default: ""
        }
    }
}
