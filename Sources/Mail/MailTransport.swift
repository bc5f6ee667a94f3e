/// Takes messages to their readers.
package protocol MailTransport: Sendable {
    /// Returns when the message is in the hands of the next server.
    func send(_ email: Email) async throws(MailFault)
}

/// Why a message was not taken.
package enum MailFault: Error, Hashable, CustomStringConvertible {
    /// Try again later: the server is away, busy, refuses our login or has no valid certificate. None of it is the
    /// fault of the message.
    case temporary(String)
    /// The server will never take this message (an SMTP code from 500 to 599).
    case permanent(code: Int, String)

    package var description: String {
        switch self {
        case .temporary(let reason): "try again later: \(reason)"
        case .permanent(let code, let reason): "refused with \(code): \(reason)"
        }
    }
}
