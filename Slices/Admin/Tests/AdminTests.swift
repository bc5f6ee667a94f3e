import Kernel
import Testing

@testable import Admin

@Suite struct BatchTests {
    @Test func `a page names the last item that it shows when there is one more`() {
        let whole = Batch([1, 2], 2) { "\($0)" }
        let cut = Batch([1, 2, 3], 2) { "\($0)" }
        #expect(whole.items == [1, 2] && whole.next == nil)
        #expect(cut.items == [1, 2] && cut.next == "2")
    }
}
