import Testing
import Words

@testable import Account

@Suite struct OutsideWayTests {
    @Test func `the button of a provider takes along where somebody wants to go`() throws {
        let words = try WordBook([AccountSlice.files]).words(.es)
        let button = OutsideWay(id: "google", name: "Google").button(
            to: "/desk/swim-school?day=2026-11-24&view=week", words)
        #expect(button.href == "/auth/oauth/google?next=%2Fdesk%2Fswim-school%3Fday%3D2026-11-24%26view%3Dweek")
        #expect(button.label == "Continuar con Google")
    }
}
