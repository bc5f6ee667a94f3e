import TestSupport

/// A real web server that misbehaves as its paths say.
func webServer(tls: Bool = false) throws -> OracleServer {
    try OracleServer("web-server.py", tls: tls ? "DNS:login.example" : nil)
}
