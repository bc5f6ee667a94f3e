import Testing

@testable import Kernel

/// Where sessions go, how long they may be, and who gives them.
@Suite struct SessionTests {
    @Test func `sessions agree with walking the day minute by minute`() {
        var random = Random(32)
        for _ in 0..<4_000 {
            let hours = IntervalSet((0..<random.int(0...4)).map { _ in random.interval(limit: 200, longest: 90) })
            let duration = random.int(1...40)
            let gap = random.chance(40) ? 0 : random.int(0...20)
            let found = SessionGrid.sessions(hours: hours, duration: .minutes(duration), gap: .minutes(gap))
            #expect(found == Self.walk(hours, duration, gap))
        }
    }

    /// Each minute: does one begin here? It does when it is an opening, or the gap after the last is over, and all of it is open.
    private static func walk(_ hours: IntervalSet, _ duration: Int, _ gap: Int) -> [Interval] {
        func isOpen(_ number: Int) -> Bool { hours.intervals.contains { $0.contains(minute(number)) } }
        var sessions: [Interval] = []
        var rest = 0
        for now in 0..<200 {
            if isOpen(now) && !isOpen(now - 1) { rest = 0 }
            if rest > 0 {
                rest -= 1
            } else if (now..<now + duration).allSatisfy(isOpen) {
                sessions.append(minutes(now, now + duration))
                rest = duration + gap - 1
            }
        }
        return sessions
    }

    @Test func `lengths are those that counting by steps comes to`() {
        var random = Random(33)
        for _ in 0..<2_000 {
            let (least, most, step) = (random.int(-10...300), random.int(-10...1_500), random.int(-10...400))
            let lengths = Lengths(least: least, most: most, step: step)
            let isSense = least >= 5 && step >= 5 && least <= most && most <= 1_440
            #expect((lengths != nil) == isSense)
            guard let lengths else { continue }
            var counted: [Int] = []
            var length = least
            while length <= most {
                counted.append(length)
                length += step
            }
            #expect(lengths.all == counted)
            #expect((-10...1_600).filter(lengths.admits) == counted)
        }
        #expect(Lengths(least: 60, most: 60, step: 1_441) == nil)
        for minutes in [Int.min, .max] { #expect(Lengths(least: 5, most: 1_440, step: 5)?.admits(minutes) == false) }
    }

    @Test func `who has the fewest is asked first, or whose turn is longest ago`() {
        var random = Random(34)
        for _ in 0..<2_000 {
            let candidates = (0..<random.int(0...8)).map { _ in
                Assignment.Candidate(
                    bookings: random.int(0...3), lastTurn: random.chance(30) ? nil : minute(random.int(0...4)))
            }
            for rule in Assignment.allCases {
                #expect(rule.order(candidates) == Self.selected(rule, candidates))
            }
        }
    }

    /// Picks the best of those that are left, again and again.
    private static func selected(_ rule: Assignment, _ candidates: [Assignment.Candidate]) -> [Int] {
        var left = Array(candidates.indices)
        var order: [Int] = []
        func isBetter(_ one: Assignment.Candidate, _ other: Assignment.Candidate) -> Bool {
            switch rule {
            case .fewest: return one.bookings < other.bookings
            case .inTurn:
                guard let mine = one.lastTurn else { return other.lastTurn != nil }
                guard let theirs = other.lastTurn else { return false }
                return mine < theirs
            }
        }
        while var best = left.first {
            for index in left where isBetter(candidates[index], candidates[best]) { best = index }
            order.append(best)
            left.removeAll { $0 == best }
        }
        return order
    }

    @Test func `in turn, nobody has two turns more than another`() {
        var random = Random(35)
        for count in 1...6 {
            var turns = [Int](repeating: 0, count: count)
            var last = [Instant?](repeating: nil, count: count)
            for now in 0..<60 {
                let order = Assignment.inTurn.order(last.map { .init(bookings: random.int(0...9), lastTurn: $0) })
                turns[order[0]] += 1
                last[order[0]] = minute(now)
                #expect((turns.max() ?? 0) - (turns.min() ?? 0) <= 1)
            }
        }
    }
}

extension PriceTests {
    @Test func `an hour's price is split by the minute and rounded half to even, a flat one is what it is`() throws {
        let euro = try #require(Currency("EUR"))
        var random = Random(36)
        for _ in 0..<5_000 {
            let price = Money(minor: Int64(random.int(0...200_000)), currency: euro)
            let (minutes, party) = (random.int(1...1_440), random.int(1...1_000))
            #expect(try PriceRule.flat(price).total(minutes: minutes, party: party, in: euro) == price)
            let hourly = try PriceRule.hourly(price).total(minutes: minutes, party: party, in: euro).minor
            // Sixtieths between what is paid and what is due: never more than half of one, and of two as near the even one.
            let off = hourly * 60 - price.minor * Int64(minutes)
            #expect(abs(off) <= 30 && (abs(off) < 30 || hourly % 2 == 0), "\(price) × \(minutes)")
        }
        let cent = Money(minor: 1, currency: euro)
        let halves = try [30, 90, 150].map { try PriceRule.hourly(cent).total(minutes: $0, party: 1, in: euro).minor }
        #expect(halves == [0, 2, 2])
        let most = Money(minor: .max, currency: euro)
        #expect(try PriceRule.hourly(most).total(minutes: 120, party: 1, in: euro) == most)
    }
}
