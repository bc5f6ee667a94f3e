import Testing

@testable import Storage

@Suite struct LinesTests {
    private let start = ContinuousClock.now

    private func line() -> Lines<String> {
        var line = Lines<String>(at: start)
        line.append("mail", isErrand: true, at: start)
        line.append("booking", isErrand: false, at: start)
        return line
    }

    @Test func `people go before an errand that came first`() {
        var line = line()
        #expect(line.popFirst(at: start)?.element == "booking")
        #expect(line.popFirst(at: start)?.element == "mail")
        #expect(line.popFirst(at: start) == nil)
    }

    @Test func `an errand waits for a moment after somebody was served`() {
        var line = line()
        _ = line.popFirst(at: start)
        line.served(at: start + .milliseconds(1))
        #expect(line.popFirst(at: start + .milliseconds(5)) == nil)
        #expect(line.turn == start + .milliseconds(6))
        #expect(line.popFirst(at: start + .milliseconds(6))?.isErrand == true)
    }

    @Test func `an errand that has waited long enough goes before people`() {
        var line = line()
        line.served(at: start + .milliseconds(99))
        #expect(line.turn == start + .milliseconds(100))
        #expect(line.popFirst(at: start + .milliseconds(100))?.element == "mail")
    }

    @Test func `those who wait too long leave either line`() {
        var line = line()
        line.append("cancel", isErrand: false, at: start)
        #expect(line.popLate { $0 != "cancel" } == ["booking", "mail"])
        #expect(line.count == 1)
        #expect(line.popAny() == "cancel")
    }
}
