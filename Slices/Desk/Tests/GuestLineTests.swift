import Testing
import Web

@testable import Desk

/// What staff type for those who come.
@Suite struct GuestLineTests {
    @Test func `a line is a name, with an address behind it or none`() throws {
        let typed = """
            Ben Doe, Ben@Example.com
              Cai

            Dee Poe <dee@example.com>
            Eve van  der Meer;eve@example.com
            Fay fay@example.com ,
            """
        let guests = try GuestLines.read(typed)
        #expect(guests.names == ["Ben Doe", "Cai", "Dee Poe", "Eve van  der Meer", "Fay"])
        let emails = ["ben@example.com", "", "dee@example.com", "eve@example.com", "fay@example.com"]
        #expect(guests.emails == emails)
        let many = try GuestLines.read(String(repeating: "x", count: 200) + " a@b.example")
        #expect(many.names.map(\.count) == [120] && many.emails == ["a@b.example"])
        let none = try GuestLines.read(" \r\n ")
        #expect(none.names.isEmpty && none.emails.isEmpty)
    }

    @Test(arguments: [
        "ben@example.com", "<ben@example.com>", "Ben @ work", "Ben, ben@", "Ben @example.com", "Ben ben@localhost",
        "a@b.example c@d.example", "@", "Ben <ben@example.com> Doe",
    ])
    func `a line that can't be read is named`(_ line: String) {
        let problem = #expect(throws: Problem.self) { try GuestLines.read("Ana\n\(line)") }
        #expect(problem?.status == 422 && problem?.fields.first?.code == "not_guest")
        #expect(problem?.fields.first?.values == ["line": "2"])
    }
}
