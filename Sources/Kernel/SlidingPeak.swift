/// The peak of a load over a window whose two ends only move forward; linear for the whole run.
///
/// Keeps the steps of the load within the window that may still be its peak: a step is dropped when the window has
/// passed it, or as soon as a later one is as high. So the levels kept fall, and the first one is the peak.
struct SlidingPeak {
    private let load: Load
    /// Indexes of steps, ascending, with falling levels; those before `head` are passed.
    private var kept: [Int] = []
    private var head = 0
    private var next = 0

    init(_ load: Load) {
        self.load = load
    }

    /// - Precondition: neither end of `window` is before that of the previous call.
    mutating func peak(over window: Interval) -> Int {
        while next < load.edges.count, load.edges[next] < window.to {
            while kept.count > head, load.levels[kept[kept.count - 1]] <= load.levels[next] { kept.removeLast() }
            kept.append(next)
            next += 1
        }
        while head < kept.count, ends(kept[head], by: window.from) { head += 1 }
        return head < kept.count ? load.levels[kept[head]] : 0
    }

    private func ends(_ step: Int, by instant: Instant) -> Bool {
        step + 1 < load.edges.count && load.edges[step + 1] <= instant
    }
}
