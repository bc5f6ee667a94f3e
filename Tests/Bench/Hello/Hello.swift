import Hummingbird
import Logging
import NIOCore

/// The bench's limit for answers: the server that Daybook stands on, with the same settings, answering a fixed number of bytes and
/// doing nothing else. `HelloBench PORT BYTES` answers every GET with a JSON string of that many bytes.
@main
enum Hello {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap(Int.init)
        guard arguments.count == 2, (1_024...65_535).contains(arguments[0]), (2...1_000_000).contains(arguments[1])
        else { return print("HelloBench PORT BYTES") }
        let text = ByteBuffer(string: "\"" + String(repeating: "a", count: arguments[1] - 2) + "\"")
        var quiet = Logger(label: "hello")
        quiet.logLevel = .warning
        let responder = CallbackResponder { (_: Request, _: BasicRequestContext) in
            Response(
                status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: text))
        }
        let app = Application(
            responder: responder,
            configuration: .init(address: .hostname("127.0.0.1", port: arguments[0]), serverName: nil, backlog: 1_024),
            logger: quiet)
        try await app.runService()
    }
}
