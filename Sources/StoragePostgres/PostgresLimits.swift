/// How long things may take, and how many.
struct PostgresLimits: Sendable {
    /// How long connecting may take, in seconds; libpq makes it 2 at least.
    var connect_s = 5
    /// How long a request waits for a free connection, in milliseconds.
    var wait_ms = 5000
    /// How long one statement may run on the server, in milliseconds.
    var statement_ms = 10_000
    /// How long a statement waits for a lock, in milliseconds.
    var lock_ms = 5000
    /// How many requests may wait for a connection.
    var waiting = 8192
    /// How many prepared statements a connection keeps.
    var statements = 512

    /// What each connection sets. A server whose administrator turned durable commits off gets them for our sessions.
    var settings: String {
        """
        SET statement_timeout = \(statement_ms);
        SET lock_timeout = \(lock_ms);
        SET idle_in_transaction_session_timeout = \(statement_ms + lock_ms);
        SET TIME ZONE 'UTC';
        SET jit = off;
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
        """
    }
}
