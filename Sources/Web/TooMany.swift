import Kernel

extension Problem {
    /// 429 for who asks more often than a rate allows, until the next is theirs.
    package static func tooManyRequests(_ seconds: Int) -> Problem {
        Problem(429, "too_many_requests", ["seconds": "\(seconds)"], retryAfter: seconds)
    }
}

extension RateLimiter {
    /// Takes one token of `key`. Throws `tooManyRequests`.
    package func admit(_ key: String, perMinute: Int, at now: Instant) throws(Problem) {
        if let seconds = take(key, perMinute: perMinute, at: now) { throw .tooManyRequests(seconds) }
    }
}
