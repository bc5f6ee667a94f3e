import Testing
import Words

@testable import Account

@Suite struct FirstStepTests {
    @Test func `an address is confirmed before a password is set`() throws {
        let words = try WordBook([AccountSlice.files]).words(.en)
        let stranger = FirstStep(isVerified: false, hasPassword: false, email: "nora@example.org", words)
        #expect(stranger.mustVerify && !stranger.mustSetPassword)
        #expect(stranger.text.contains("nora@example.org"))
        let brought = FirstStep(isVerified: true, hasPassword: false, words)
        #expect(!brought.mustVerify && brought.mustSetPassword)
        for first in [stranger, brought] { #expect(!first.isNone) }
        #expect(FirstStep(isVerified: true, words).isNone)
    }
}
