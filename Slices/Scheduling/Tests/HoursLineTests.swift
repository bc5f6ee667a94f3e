import Kernel
import Storage
import Testing

@testable import Scheduling

@Suite struct HoursLineTests {
    @Test(arguments: [
        ("09:00-17:00", 540, 1_020), ("22:00-02:00", 1_320, 1_560), ("00:00-24:00", 0, 1_440),
        ("09:00-09:00", 540, 1_980),
    ])
    func `a range is written and read the same`(_ text: String, _ opens: Int, _ closes: Int) throws {
        let range = try #require(OpenRange(text: text))
        #expect(range.opens == opens)
        #expect(range.closes == closes)
        #expect(range.text == text)
    }

    @Test(arguments: ["", "09:00", "9-17", "24:00-25:00", "09:00-17:00-18:00", "nine-five"])
    func `what is no range is refused`(_ text: String) {
        #expect(OpenRange(text: text) == nil)
    }

    @Test func `an exception is stored as its kind, reason and hours, and read back the same`() throws {
        let day = try #require(LocalDate("2026-12-24"))
        let range = try #require(OpenRange(text: "10:00-14:00"))
        for kind in [ScheduleException.Kind.closed(reason: .holiday), .open([range]), .extra([range])] {
            let stored = StoredException(
                id: ExceptionID(rawValue: 1), resource: nil,
                exception: ScheduleException(from: day, through: day, kind: kind))
            #expect(StoredException.kind(stored.kind, stored.reason, stored.ranges) == kind)
        }
        #expect(StoredException.kind("open", nil, []) == nil)
    }
}
