import CCurlShim
import Curl
import Foundation
import Synchronization

/// One request to one address that was checked: the connection goes there and nowhere else, while TLS and Host keep the name.
final class Transfer: Sendable {
    /// What is announced; and a single line of headers, which libcurl takes for a lack of memory, or, in newer versions, has a
    /// number of its own for.
    private static let tooLarge: Set<UInt32> = [CURLE_FILESIZE_EXCEEDED.rawValue, CURLE_OUT_OF_MEMORY.rawValue, 100]

    private let request: Outgoing.Request
    private let address: WebAddress
    private let target: IPAddress
    private let rules: OutgoingRules
    private let deadline: ContinuousClock.Instant
    private let isWanted = Atomic(true)

    init(
        _ request: Outgoing.Request, to address: WebAddress, at target: IPAddress, _ rules: OutgoingRules,
        until deadline: ContinuousClock.Instant
    ) {
        self.request = request
        self.address = address
        self.target = target
        self.rules = rules
        self.deadline = deadline
    }

    /// Waits on a thread of its own, since libcurl blocks; it ends about a second after the task was cancelled. Throws
    /// `OutgoingFault`, or `BrokenTransfer` where another address might answer.
    func answer() async throws -> Outgoing.Answer {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                Thread.detachNewThread { continuation.resume(with: Result { try self.perform() }) }
            }
        } onCancel: {
            isWanted.store(false, ordering: .relaxed)
        }
    }

    private func perform() throws -> Outgoing.Answer {
        guard let handle = EasyHandle() else { throw BrokenTransfer(reason: "no memory", wasSent: false) }
        let (route, headers) = (StringList(), try request.lines())
        // Whatever host and port the transfer is for, it goes there: nothing is left to look up.
        route.append("::\(target.bytes.count == 4 ? "\(target)" : "[\(target)]"):\(address.port)")
        handle.set(CURLOPT_CONNECT_TO, route.list)
        handle.set(CURLOPT_HTTPHEADER, headers.list)
        limit(handle)
        ask(handle)
        let reply = Reply(rules)
        reply.listen(handle)
        handle.goOn { self.isWanted.load(ordering: .relaxed) }
        let code = withExtendedLifetime((route, headers)) { handle.perform() }
        if let fault = fault(code, handle, reply) { throw fault }
        return Outgoing.Answer(status: handle.number(CURLINFO_RESPONSE_CODE), headers: reply.headers, body: reply.body)
    }

    private func ask(_ handle: EasyHandle) {
        handle.set(CURLOPT_URL, address.text)
        handle.set(CURLOPT_USERAGENT, "Daybook")
        guard request.method == .post else { return }
        handle.set(CURLOPT_POST, 1)
        handle.set(CURLOPT_POSTFIELDSIZE, request.body.count)
        // Copied, so it need not outlive this call; without a pointer libcurl would read the standard input.
        (request.body + [0]).withUnsafeBytes {
            handle.set(CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: $0.baseAddress))
        }
    }

    /// What libcurl may not do, some of it said although it is so by default.
    private func limit(_ handle: EasyHandle) {
        handle.set(CURLOPT_PROTOCOLS_STR, address.isSecure ? "https" : "http")
        handle.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        handle.set(CURLOPT_PATH_AS_IS, 1)
        handle.set(CURLOPT_FOLLOWLOCATION, 0)
        handle.set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        handle.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = rules.certificatesFile { handle.trust(besidesSystem: file) }
        // Looks at what is announced; what comes is for `Reply` to count.
        handle.set(CURLOPT_MAXFILESIZE, rules.bodyBytesMost)
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, rules.connectLimit.wholeMilliseconds)
        handle.set(CURLOPT_TIMEOUT_MS, ContinuousClock.now.duration(to: deadline).wholeMilliseconds)
    }

    /// libcurl goes by a clock of its own, which may be a little ahead.
    private static let clocksDifference = Duration.milliseconds(50)

    private func fault(_ code: CURLcode, _ handle: EasyHandle, _ reply: Reply) -> (any Error)? {
        switch code {
        case CURLE_OK: return nil
        case _ where reply.isTooLarge || Self.tooLarge.contains(code.rawValue): return OutgoingFault.tooLarge
        case CURLE_OPERATION_TIMEDOUT where ContinuousClock.now >= deadline - Self.clocksDifference:
            return OutgoingFault.tooSlow
        default:
            let reason = String(cString: curl_easy_strerror(code))
            return BrokenTransfer(reason: reason, wasSent: handle.number(CURLINFO_REQUEST_SIZE) > 0)
        }
    }
}

/// A transfer without an answer.
struct BrokenTransfer: Error, CustomStringConvertible {
    let reason: String
    /// Whether some of the request has left.
    let wasSent: Bool

    var description: String { reason }
}

extension Duration {
    /// Rounded up, and never 0, which would be no limit to libcurl.
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000) + 1)
    }
}
