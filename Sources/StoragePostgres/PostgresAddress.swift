import CLibPQ
import Storage

/// Where the server is and how to log in. Nothing that leaves here for a log or an error holds the password.
struct PostgresAddress: Sendable {
    private let url: String
    private let password: String?

    /// Throws `StorageFault.unavailable` when `url` can't be parsed; the message doesn't repeat it, as it may hold a password.
    init(_ url: String) throws {
        guard let options = PQconninfoParse(url, nil) else {
            throw StorageFault.unavailable("the address of PostgreSQL is not a valid postgresql:// URL")
        }
        defer { PQconninfoFree(options) }
        self.url = url
        self.password = Self.value(of: "password", in: options)
    }

    /// A connection that answers, or an error in the server's words.
    /// - Parameter timeout_s: libpq's own, whole seconds, at least 2.
    func connect(timeout_s: Int) throws -> OpaquePointer {
        let settings: [(String, String)] = [
            ("connect_timeout", String(max(2, timeout_s))), ("application_name", "daybook"), ("keepalives_idle", "30"),
            ("keepalives_interval", "10"), ("tcp_user_timeout", "30000"), ("dbname", url), ("client_encoding", "UTF8"),
        ]
        let connection = CStrings(settings.map { $0.0 }).withPointers { names in
            CStrings(settings.map { $0.1 }).withPointers { values in PQconnectdbParams(names, values, 1) }
        }
        guard let connection else { throw StorageFault.unavailable("no memory for a connection") }
        guard PQstatus(connection) == CONNECTION_OK else {
            let reason = mask(String(cString: PQerrorMessage(connection)))
            PQfinish(connection)
            throw StorageFault.unavailable(reason)
        }
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        return connection
    }

    /// `text` on one line and without the password.
    func mask(_ text: String) -> String {
        let line = text.split(separator: "\n").joined(separator: " ")
        guard let password, !password.isEmpty else { return line }
        return line.split(separator: password, omittingEmptySubsequences: false).joined(separator: "***")
    }

    private static func value(of keyword: String, in options: UnsafeMutablePointer<PQconninfoOption>) -> String? {
        var option = options
        while let name = option.pointee.keyword {
            if String(cString: name) == keyword { return option.pointee.val.map { String(cString: $0) } }
            option += 1
        }
        return nil
    }
}
