import Kernel

/// SplitMix64: the same seed gives the same cases on every run.
struct Random: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func int(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &self)
    }

    mutating func chance(_ percent: Int) -> Bool {
        int(1...100) <= percent
    }

    /// An interval of whole minutes within `0..<limit`.
    mutating func interval(limit: Int, longest: Int) -> Interval {
        let from = int(0...limit - 1)
        return minutes(from, min(limit, from + int(1...longest)))
    }
}

func minute(_ number: Int) -> Instant {
    Instant(milliseconds: Int64(number) * 60_000)
}

func minutes(_ from: Int, _ to: Int) -> Interval {
    Interval(from: minute(from), lasting: .minutes(to - from))
}

func instant(_ text: String) -> Instant? {
    Instant(rfc3339: text)
}
