import Testing
import Web

@testable import Setup

@Suite struct ResourceDetailsTests {
    @Test func `what was typed is kept, and only plain numbers are numbers`() throws {
        let typed = "Beamer: yes\n\nSeats: 12\nNumber: 007\nBelow: -0\nNothing:  \nTime: 9:30"
        let read = try ResourceDetails.read(typed)
        #expect(
            read == [
                "Beamer": "yes", "Seats": 12, "Number": "007", "Below": "-0", "Nothing": "", "Time": "9:30",
            ])
        #expect(try ResourceDetails.read(ResourceDetails.text(read)) == read)
    }

    @Test(arguments: ["Beamer", ": yes", "A: 1\nA: 2", "A: x\ty", "A\u{202E}: x", "A: x\u{0}"])
    func `what is no pair is refused`(_ typed: String) {
        #expect(throws: Problem.self) { try ResourceDetails.read(typed) }
    }
}
