import Foundation
import Kernel

/// Delivers by SMTP, with libcurl. The calls block, so they run on threads of their own.
package final class SMTPTransport: MailTransport {
    /// How many messages may be on their way at once, and how many may wait behind them.
    private static let threads = 2
    private static let waitingMax = 1000

    private let server: SMTPServer
    private let sessions = SMTPSessions()
    private let queue: OperationQueue

    package init(_ server: SMTPServer) {
        self.server = server
        queue = OperationQueue()
        queue.name = "smtp"
        queue.maxConcurrentOperationCount = Self.threads
    }

    /// Takes at most the server's time-out once its turn has come. A message whose connection broke after it was
    /// handed over counts as not sent: the reader may get it twice, with one Message-ID.
    package func send(_ email: Email) async throws(MailFault) {
        guard queue.operationCount < Self.waitingMax + Self.threads else {
            throw .temporary("\(Self.waitingMax) messages are waiting already")
        }
        let result: Result<Void, MailFault> = await withCheckedContinuation { continuation in
            queue.addOperation { [server, sessions] in
                continuation.resume(returning: sessions.use { session in session.send(email, through: server) })
            }
        }
        try result.get()
    }
}
