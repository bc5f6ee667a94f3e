import Kernel
import Synchronization

/// Numbers that bound what one visitor can ask of the server.
package struct Limits: Sendable {
    /// Requests a minute from one network; stricter for what writes, and for logging in.
    package var readsPerMinute = 1_200
    package var writesPerMinute = 120
    package var signInsPerMinute = 20
    /// Requests a minute by one account, from wherever they come and by whichever of its sessions; and by its API keys.
    package var accountReadsPerMinute = 2_400
    package var accountWritesPerMinute = 240
    /// Bytes of a request's body.
    package var bodyBytes = 262_144
    /// Bytes of one file that is sent to a door for files; a form around it may have `formBytes` more.
    package var uploadBytes = 5_242_880
    static let formBytes = 65_536
    /// Seconds in which all of a body has to come.
    package var bodySeconds = 120
    /// Bytes of all bodies above `bodyBytes` that are held at once.
    var largeBodiesBytes: Int { max(67_108_864, 4 * uploadBytes) }
    /// Seconds that a quiet connection may stay open.
    package var idleSeconds = 60
    /// Open streams of events on this node, and from one address.
    package var liveStreams = 2_000
    package var liveStreamsByAddress = 20
    /// False turns the rates off, for benchmarks.
    package var areRatesOn = true

    package init() {}
}

/// Token buckets in memory, by address and kind. Bounded: when full, the fullest buckets are forgotten first, which can only be
/// kind to somebody quiet.
package final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var filledAt: Instant
    }
    private let buckets = Mutex<[String: Bucket]>([:])
    private let capacity: Int

    package init(capacity: Int = 50_000) { self.capacity = capacity }

    package func take(_ key: String, perMinute: Int, at now: Instant) -> Int? {
        take(key, most: perMinute, per: .minutes(1), at: now)
    }

    /// Takes one token of `key`, of which there are `most`, refilled evenly over `span`. Nil when allowed, else the seconds until the
    /// next token.
    package func take(_ key: String, most: Int, per span: Span, at now: Instant) -> Int? {
        buckets.withLock { buckets in
            let most = max(1, most)
            var bucket = buckets[key] ?? Bucket(tokens: Double(most), filledAt: now)
            let rate = Double(most) / Double(span.milliseconds)
            let elapsed = Double(max(0, (now - bucket.filledAt).milliseconds))
            bucket.tokens = min(Double(most), bucket.tokens + elapsed * rate)
            bucket.filledAt = now
            defer { buckets[key] = bucket }
            if buckets.count >= capacity { Self.forget(&buckets) }
            guard bucket.tokens >= 1 else { return max(1, Int(((1 - bucket.tokens) / rate / 1_000).rounded(.up))) }
            bucket.tokens -= 1
            return nil
        }
    }

    private static func forget(_ buckets: inout [String: Bucket]) {
        let half = buckets.sorted { $0.value.tokens > $1.value.tokens }.prefix(buckets.count / 2)
        for (key, _) in half { buckets[key] = nil }
    }
}
