import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// `GET /metrics` on a port of its own, so that the figures never stand at the public door (N4).
package struct MetricsServer: Sendable {
    private let host: String
    private let port: Int
    private let log: Logger
    private let contentType: String
    private let collect: @Sendable () async -> String

    package init(
        host: String, port: Int, contentType: String, log: Logger, collect: @escaping @Sendable () async -> String
    ) {
        self.host = host
        self.port = port
        self.contentType = contentType
        self.log = log
        self.collect = collect
    }

    /// Serves until the process is told to stop, and ends with its task. Throws when the port can't be had.
    package func run() async throws {
        var quiet = log
        quiet.logLevel = .warning
        let (collect, contentType) = (collect, contentType)
        let responder = CallbackResponder<BasicRequestContext> { request, _ in
            guard request.uri.path == "/metrics" else { return Response(status: .notFound) }
            guard request.method == .get else { return Response(status: .methodNotAllowed, headers: [.allow: "GET"]) }
            let text = await collect()
            return Response(
                status: .ok, headers: [.contentType: contentType], body: .init(byteBuffer: ByteBuffer(string: text)))
        }
        let app = Application(
            responder: responder,
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(address: .hostname(host, port: port), serverName: nil), logger: quiet)
        try await app.runService()
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(60)) }
    }
}
