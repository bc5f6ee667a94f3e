import Catalogue
import Kernel
import Testing

@testable import Desk

/// The calendar's columns and dates.
@Suite struct CalendarTests {
    private static let monday = LocalDate("2026-11-23") ?? .first

    private func block(_ from: Int, _ to: Int) -> CalendarBlock {
        let midnight = Instant(milliseconds: 1_795_388_400_000)
        return CalendarBlock(
            from: midnight + .minutes(from), to: midnight + .minutes(to), text: "", note: "", href: nil, look: nil,
            movable: nil, resources: [], locations: [])
    }

    @Test(arguments: 0..<200)
    func `no two blocks of a column overlap, and no column is more than needed`(_ seed: Int) {
        var dice = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        func roll(_ range: Range<Int>) -> Int {
            dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return range.lowerBound + Int((dice >> 33) % UInt64(range.count))
        }
        let blocks = (0..<roll(1..<20)).map { _ in
            let from = roll(0..<1_400)
            return block(from, from + roll(1..<200))
        }
        let columns = CalendarGrid.Track.columns("Ana", Self.monday, nil, blocks, nil)
        #expect(columns.reduce(0) { $0 + $1.blocks.count } == blocks.count)
        for column in columns {
            for (one, next) in zip(column.blocks, column.blocks.dropFirst()) { #expect(one.to <= next.from) }
        }
        let busiest = blocks.map { one in blocks.count { $0.from <= one.from && one.from < $0.to } }.max()
        #expect(columns.count == busiest)
    }

    @Test func `a week begins on its Monday, a month on its first`() {
        for number in 0..<800 {
            let date = Self.monday.adding(days: number)
            let (monday, first) = (date.monday, date.firstOfMonth)
            #expect(monday.weekday == .monday && (0..<7).contains(monday.days(until: date)))
            #expect(first.day == 1 && first.days(until: date) == date.day - 1)
        }
    }
}
