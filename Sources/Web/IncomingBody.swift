import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// The body of one request on its way in. It has a time to be there as a whole, whether somebody wants it or not, after which the line
/// is closed: a client that sends a byte now and then is never quiet, so the server's own timer does not end it.
final class IncomingBody: Sendable {
    private let request: Request
    private let limits: Limits
    private let large: LargeBodies
    private let held = Atomic(0)
    private let over: Atomic<Bool>
    private let deadline: Scheduled<Void>?

    init(_ request: Request, _ limits: Limits, _ large: LargeBodies, on channel: any Channel) {
        self.request = request
        self.limits = limits
        self.large = large
        let isNone = request.headers[.transferEncoding] == nil && (request.headers[.contentLength] ?? "0") == "0"
        over = Atomic(isNone)
        deadline =
            isNone
            ? nil
            : channel.eventLoop.scheduleTask(in: .seconds(Int64(limits.bodySeconds))) { channel.close(promise: nil) }
    }

    /// Whether nothing more of it is waited for.
    var isOver: Bool { over.load(ordering: .relaxed) }

    /// Throws `Problem` 413 when it has more bytes than `most`, 503 while too many of other large bodies are held. A browser reads no
    /// answer before it has sent its form, so where files are taken what is too much is let pass by first, up to a point.
    func read(most: Int) async throws(Problem) -> [UInt8] {
        let tooLarge = Problem(413, "body_too_large")
        if isOver { return [] }
        let patience = most > limits.bodyBytes ? most * 8 : most
        if let said = request.headers[.contentLength].flatMap({ Int($0) }), said > patience { throw tooLarge }
        defer { end() }
        var (bytes, seen, hasRoom): ([UInt8], Int, Bool) = ([], 0, true)
        do {
            for try await part in request.body {
                seen += part.readableBytes
                hasRoom = hasRoom && hold(seen <= most ? seen : 0)
                if seen <= most, hasRoom { bytes.append(contentsOf: part.readableBytesView) } else { bytes = [] }
            }
        } catch { throw tooLarge }
        guard seen <= most else { throw tooLarge }
        guard hasRoom else { throw Problem(503, "unavailable", retryAfter: 5) }
        return bytes
    }

    /// Takes room for so many bytes in all, where they are many; gives it back when there is not enough.
    private func hold(_ bytes: Int) -> Bool {
        let bytes = bytes > limits.bodyBytes ? bytes : 0
        let before = held.exchange(bytes, ordering: .relaxed)
        if large.change(by: bytes - before) { return true }
        held.store(0, ordering: .relaxed)
        large.giveBack(before)
        return false
    }

    /// Called when the request is answered and its body not needed any more.
    func forget() { large.giveBack(held.exchange(0, ordering: .relaxed)) }

    /// What was not read is let pass by behind the answer, so that the line can serve again.
    func passingBy(after answer: ResponseBody) -> ResponseBody {
        ResponseBody(contentLength: answer.contentLength) { writer in
            try await answer.write(writer)
            defer { self.end() }
            for try await _ in self.request.body {}
        }
    }

    private func end() {
        over.store(true, ordering: .relaxed)
        deadline?.cancel()
    }
}

/// How many bytes of large bodies are held at once, of whomever.
final class LargeBodies: Sendable {
    private let bytes = Atomic(0)
    private let bytesMost: Int

    init(bytesMost: Int) { self.bytesMost = bytesMost }

    /// False, and nothing is changed, when that would be too many together.
    func change(by more: Int) -> Bool {
        guard bytes.add(more, ordering: .relaxed).newValue <= bytesMost || more <= 0 else {
            giveBack(more)
            return false
        }
        return true
    }

    func giveBack(_ fewer: Int) { bytes.subtract(fewer, ordering: .relaxed) }
}
