import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// A `Site` on a socket: the only place that knows Hummingbird.
package struct Server: Sendable {
    private let site: Site
    private let host: String
    private let port: Int
    private let log: Logger

    package init(_ site: Site, host: String, port: Int, log: Logger) {
        self.site = site
        self.host = host
        self.port = port
        self.log = log
    }

    /// Serves until the task is cancelled or the process is told to stop; open requests are finished first.
    /// - Parameter ready: called with the port once connections are taken.
    package func run(ready: @escaping @Sendable (_ port: Int) async -> Void = { _ in }) async throws {
        let limits = site.settings.limits
        var quiet = log
        quiet.logLevel = .warning
        let app = Application(
            responder: SiteResponder(site: site, large: LargeBodies(bytesMost: limits.largeBodiesBytes)),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [SlowReader(patience: .seconds(Int64(limits.idleSeconds)))],
                    idleTimeout: .seconds(Int64(limits.idleSeconds)),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16_384, maxHeaderListSize: 32_768, maxHeaderFieldCount: 100))),
            configuration: .init(address: .hostname(host, port: port), serverName: nil, backlog: 1_024),
            onServerRunning: { channel in await ready(channel.localAddress?.port ?? port) },
            logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await site.live.run() }
            try await app.runService()
            group.cancelAll()
        }
    }
}

/// Turns Hummingbird's requests and responses into ours.
private struct SiteResponder: HTTPResponder {
    let site: Site
    let large: LargeBodies

    func respond(to request: Request, context: SiteContext) async throws -> Response {
        let body = IncomingBody(request, site.settings.limits, large, on: context.channel)
        defer { body.forget() }
        var response = await response(to: request, body, context)
        if !body.isOver { response.body = body.passingBy(after: response.body) }
        return response
    }

    private func response(to request: Request, _ body: IncomingBody, _ context: SiteContext) async -> Response {
        guard let method = Method(rawValue: request.method == .head ? "GET" : request.method.rawValue) else {
            return response(site.refuseMethod)
        }
        let target = request.uri
        let incoming = Incoming(
            method, target.path, query: target.query ?? "", headers: headers(of: request),
            address: site.settings.address(context.peer, request.headers))
        let answer = await site.answer(incoming) { most throws(Problem) in try await body.read(most: most) }
        return response(answer, isHead: request.method == .head, on: context.channel)
    }

    private func headers(of request: Request) -> HTTPFields {
        var headers = request.headers
        if let host = HTTPField.Name("host"), headers[host] == nil { headers[host] = request.head.authority }
        return headers
    }

    private func response(_ answer: Answer, isHead: Bool = false, on channel: (any Channel)? = nil) -> Response {
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        if let stream = answer.stream, let channel, !isHead {
            return Response(
                status: .init(code: answer.status), headers: headers, body: Self.body(of: stream, on: channel))
        }
        if let pieces = answer.pieces, !isHead {
            return Response(
                status: .init(code: answer.status), headers: headers, body: body(answer.body, followedBy: pieces))
        }
        if isHead && answer.stream == nil && answer.pieces == nil { headers[.contentLength] = "\(answer.body.count)" }
        let body = isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        return Response(status: .init(code: answer.status), headers: headers, body: body)
    }

    private func body(_ first: [UInt8], followedBy pieces: Pieces) -> ResponseBody {
        ResponseBody { [log = site.log] writer in
            do {
                if !first.isEmpty { try await writer.write(ByteBuffer(bytes: first)) }
                for try await piece in pieces where !piece.isEmpty { try await writer.write(ByteBuffer(bytes: piece)) }
            } catch {
                log.warning("an answer broke off", metadata: ["error": "\(error)"])
                throw error
            }
            try await writer.finish(nil)
        }
    }

    /// Ends with the stream, the line or the server, whichever is first.
    private static func body(of stream: LiveStream, on channel: any Channel) -> ResponseBody {
        ResponseBody { writer in
            channel.closeFuture.whenComplete { _ in stream.end() }
            stream.onSlowReader { channel.close(promise: nil) }
            try await channel.pipeline.addHandler(HangUp(), position: .first).get()
            while let bytes = await withGracefulShutdownHandler(
                operation: { await stream.next() }, onGracefulShutdown: { stream.end() })
            {
                try await writer.write(ByteBuffer(bytes: bytes))
            }
            try await writer.finish(nil)
            channel.close(promise: nil)
        }
    }
}

private struct SiteContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: String
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }
}
