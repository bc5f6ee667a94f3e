/// Who does it, where several people or rooms could (B11).
package enum Assignment: String, CaseIterable, Hashable, Sendable {
    /// Whoever has the fewest bookings that day.
    case fewest
    /// Whoever's last turn is longest ago; first of all, who never had one.
    case inTurn = "in_turn"

    /// What is known of one who could do it.
    package struct Candidate: Hashable, Sendable {
        package let bookings: Int
        /// Nil for one who never had a turn.
        package let lastTurn: Instant?

        package init(bookings: Int, lastTurn: Instant?) {
            self.bookings = bookings
            self.lastTurn = lastTurn
        }
    }

    /// The indexes of `candidates` in the order in which they are asked. Between equals the given order stays.
    package func order(_ candidates: [Candidate]) -> [Int] {
        let never = Instant(milliseconds: .min)
        return candidates.indices.sorted { left, right in
            switch self {
            case .fewest:
                (candidates[left].bookings, left) < (candidates[right].bookings, right)
            case .inTurn:
                (candidates[left].lastTurn ?? never, left) < (candidates[right].lastTurn ?? never, right)
            }
        }
    }
}
