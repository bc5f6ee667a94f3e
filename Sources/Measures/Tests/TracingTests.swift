import Logging
import ServiceContextModule
import Synchronization
import Testing
import Tracing

@testable import Measures

/// What was logged, line by line.
private final class Lines: Sendable {
    private let all = Mutex<[[String: String]]>([])
    var seen: [[String: String]] { all.withLock { $0 } }
    func add(_ line: [String: String]) { all.withLock { $0.append(line) } }

    var log: Logger { Logger(label: "test") { _ in LineHandler(lines: self) } }
}

private struct LineHandler: LogHandler {
    let lines: Lines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = ["message": "\(event.message)"]
        for (key, value) in event.metadata ?? [:] { line[key] = "\(value)" }
        lines.add(line)
    }
}

private struct Headers: Extractor, Injector {
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
}

@Suite struct TracingTests {
    private struct Fault: Error {}

    @Test func `a span is one line when it ends, and what runs in it is of its trace`() async throws {
        let lines = Lines()
        let tracer = LogTracer(lines.log)
        var context = ServiceContext.topLevel
        let given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        tracer.extract(["traceparent": given], into: &context, using: Headers())
        try await tracer.withSpan("GET /a", context: context, ofKind: .server) { span in
            span.attributes["http.response.status_code"] = 200
            try await tracer.withSpan("read") { _ in try await Task.sleep(for: .milliseconds(2)) }
        }
        let (inner, outer) = (lines.seen[0], lines.seen[1])
        #expect(lines.seen.count == 2)
        #expect([inner["name"], outer["name"]] == ["read", "GET /a"])
        #expect(
            [inner["trace_id"], outer["trace_id"]] == Array(repeating: "0af7651916cd43dd8448eb211c80319c", count: 2))
        #expect(outer["parent_id"] == "b7ad6b7169203331")
        #expect(inner["parent_id"] == outer["span_id"])
        #expect(outer["http.response.status_code"] == "200")
        #expect((inner["microseconds"].flatMap { Int($0) } ?? 0) >= 2_000)
        #expect(outer["failed"] == "false")
    }

    @Test func `what fails says so, and not what the error said`() {
        let lines = Lines()
        let tracer = LogTracer(lines.log)
        _ = try? tracer.withSpan("write") { _ in throw Fault() }
        #expect(lines.seen.map { $0["failed"] } == ["true"])
        #expect(lines.seen[0].values.contains { $0.contains("Fault") } == false)
    }

    @Test(arguments: [
        "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
    ])
    func `what is no traceparent begins a trace of its own`(_ text: String) {
        #expect(TracePlace(traceparent: text) == nil)
    }

    @Test func `a place is written as it is read`() throws {
        let place = TracePlace(below: nil)
        let read = try #require(TracePlace(traceparent: place.traceparent))
        #expect(read == place)
        let child = TracePlace(below: place)
        #expect(child.trace == place.trace)
        #expect(child.span != place.span)
        var carrier: [String: String] = [:]
        var context = ServiceContext.topLevel
        context.place = place
        LogTracer(Logger(label: "test")).inject(context, into: &carrier, using: Headers())
        #expect(carrier == ["traceparent": place.traceparent])
    }
}
