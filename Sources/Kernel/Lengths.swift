/// The lengths between which a client may choose (B5), in minutes.
package struct Lengths: Hashable, Sendable {
    package let least: Int
    package let most: Int
    package let step: Int

    /// Nil unless 5 ≤ `least` ≤ `most` ≤ 1440 and the step is in 5…1440.
    package init?(least: Int, most: Int, step: Int) {
        guard (5...1_440).contains(least), least <= most, most <= 1_440, (5...1_440).contains(step) else { return nil }
        self.least = least
        self.most = most
        self.step = step
    }

    /// Whether a booking may last so long: the least, and then by steps.
    package func admits(_ minutes: Int) -> Bool {
        (least...most).contains(minutes) && (minutes - least) % step == 0
    }

    /// All of them, ascending.
    package var all: [Int] { Array(stride(from: least, through: most, by: step)) }
}
