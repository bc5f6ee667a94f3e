import Testing

@testable import Customers

@Suite struct ReachTests {
    @Test func `somebody who can't be reached is no customer`() {
        #expect(Reach(email: nil, phone: nil) == nil)
        #expect(Reach(email: nil, phone: "+34600111222")?.email == nil)
        #expect(Reach(email: "a@b.example", phone: nil) == Reach(email: "a@b.example", andPhone: nil))
    }
}
