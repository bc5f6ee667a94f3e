/// Where a request comes from.
enum ClientAddress {
    /// The peer's address, or what the outermost trusted proxy wrote into `X-Forwarded-For`, whose values are `forwarded`.
    static func of(_ peer: String, forwarded: [String], trustedProxies: Int) -> String {
        guard trustedProxies > 0 else { return peer }
        let hops = forwarded.joined(separator: ",").split(separator: ",").map { String($0).trimmed }
        return hops.count >= trustedProxies ? hops[hops.count - trustedProxies] : peer
    }
}
