import Kernel
import Testing
import Web

@testable import Bookings
@testable import Catalogue

/// A number as people type it into a form.
@Suite struct TypedNumberTests {
    @Test(arguments: [
        ("1,5", "1.5"), (" 1,5 ", "1.5"), ("-0,125", "-0.125"), ("0,125", "0.125"), ("12,", "12."), ("1,250", "1,250"),
        ("1,5,5", "1,5,5"), ("1.250,5", "1.250,5"), ("7", "7"), ("", ""), ("1,2500", "1.2500"),
    ])
    func `a comma is the decimal sign where it can be nothing else`(_ typed: String, _ read: String) throws {
        let number = try #require(Question(["id": "weight", "label": "Weight", "kind": "number"]))
        #expect(number.read(typed) == read)
        let text = try #require(Question(["id": "say", "label": "Say", "kind": "text"]))
        #expect(text.read(typed) == typed)
    }
}
