import Crypto
import Foundation
import Kernel
import Synchronization
import TestSupport
import Testing
import Words

@testable import Web

/// The work that strangers are asked for (M2): what is taken as done, and what is not.
@Suite struct ChallengeTests {
    private static let start = Instant(milliseconds: 1_800_000_000_000)
    private static let door = "/book/swim-school/off_1/at/2026-11-24T08:00:00Z"
    private static let network = "192.0.2.7"

    private func seal(_ message: String) -> String {
        SHA256.hash(data: Data("secret \(message)".utf8)).prefix(16).map { String($0, radix: 16) }.joined()
    }

    private func fresh(bits: Int = 8) -> Challenge {
        Challenge(door: Self.door, network: Self.network, bits: bits, at: Self.start, by: seal)
    }

    private func read(_ text: String, door: String = door, network: String = network, after: Span = .zero) -> Challenge?
    {
        Challenge(text, door: door, network: network, at: Self.start + after) { $0 == seal($1) }
    }

    /// The slow way: counting zeros in the digest's text of bits.
    private func counter(_ challenge: Challenge) -> Int {
        (0...).first { counter in
            let digest = SHA256.hash(data: Data("\(challenge.text):\(counter)".utf8))
            let bits = digest.map { byte in
                let text = String(byte, radix: 2)
                return String(repeating: "0", count: 8 - text.count) + text
            }.joined()
            return bits.hasPrefix(String(repeating: "0", count: challenge.bits))
        } ?? 0
    }

    @Test func `the first counter that does the work is taken, and none before it`() {
        for _ in 0..<20 {
            let challenge = fresh()
            let found = counter(challenge)
            let earlier = (0..<found).filter { challenge.isSolved(by: "\($0)", at: Self.start) }
            let isSolved = challenge.isSolved(by: "\(found)", at: Self.start)
            #expect(isSolved && earlier == [])
        }
    }

    @Test func `a challenge comes back as it went, for its door, its network and ten minutes`() {
        let challenge = fresh()
        #expect(read(challenge.text) == challenge)
        #expect(read(challenge.text, after: .minutes(10)) == challenge)
        #expect(read(challenge.text, after: .minutes(10) + .milliseconds(1)) == nil)
        #expect(read(challenge.text, after: .milliseconds(-1)) == nil)
        #expect(read(challenge.text, door: "/book/other") == nil)
        #expect(read(challenge.text, network: "192.0.2.8") == nil)
    }

    @Test func `no change of a challenge's text is ours`() {
        var random = SplitMix64(seed: 11)
        let text = Array(fresh(bits: 15).text.utf8)
        var taken = 0
        for _ in 0..<4_000 {
            var changed = text
            for _ in 0...Int.random(in: 0...2, using: &random) {
                let at = Int.random(in: 0..<changed.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: changed[at] = UInt8.random(in: 0x20...0x7E, using: &random)
                case 1: changed.remove(at: at)
                default: changed.insert(UInt8.random(in: 0x20...0x7E, using: &random), at: at)
                }
            }
            guard changed != text else { continue }
            taken += read(String(decoding: changed, as: UTF8.self)) == nil ? 0 : 1
        }
        #expect(taken == 0)
    }

    @Test func `what is no counter is no solution, and waiting is one after its pause`() {
        let challenge = fresh(bits: 1)
        let wrong = ["", "-1", "+1", " 1", "1 ", "0x1", "1e3", "٣", "9999999999999", "Wait", "wait "]
        #expect(wrong.filter { challenge.isSolved(by: $0, at: Self.start + .minutes(1)) } == [])
        let early = challenge.isSolved(by: "wait", at: Self.start + Challenge.pause - .milliseconds(1))
        let late = challenge.isSolved(by: "wait", at: Self.start + Challenge.pause)
        #expect(!early && late)
    }

    @Test func `a form is sent again as it came: a repeated name again and again, and the lines of a text together`()
        throws
    {
        let typed = try #require(
            Encoding.pairs("offering_id=off_1&offering_id=off_2&notes=One.%0D%0ATwo.&request=k&challenge_solution=x"))
        let words = try WordBook([WebFiles.all]).words(.en)
        let page = ChallengePage(fresh(), Self.door, typed, seconds: 20, words)
        let sent = page.inputs.map { "\($0.inputName)=\($0.inputValue)" }
        #expect(sent == ["notes=One.\r\nTwo.", "offering_id=off_1", "offering_id=off_2", "request=k"])
    }

    @Test func `zeros are counted over bytes`() {
        #expect(Challenge.zeroBits([0x80]) == 0)
        #expect(Challenge.zeroBits([0x01, 0xFF]) == 7)
        #expect(Challenge.zeroBits([0x00, 0x00, 0x10]) == 19)
        #expect(Challenge.zeroBits([0x00]) == 8)
    }

    @Test func `a network is bothered after its share, a business after everybody's, and both are left alone later`() {
        var challenges = Challenges(seal: seal, sealed: { $0 == seal($1) }, spend: { _, _ in true })
        challenges.after = 5
        challenges.afterOfBusiness = 20
        func asked(_ network: String, _ business: String?, times: Int, after: Span = .zero) -> Int {
            (0..<times).count { _ in
                challenges.isSuspicious(network, business: business, at: Self.start + after)
            }
        }
        #expect(asked("a", "swim", times: 8) == 3)
        #expect(asked("b", "swim", times: 5) == 0)
        let everybody = (0..<10).reduce(0) { $0 + asked("n\($1)", "swim", times: 1) }
        #expect(everybody == 0, "ten came before, and those that had to work were not counted")
        let more = (10..<15).reduce(0) { $0 + asked("n\($1)", "swim", times: 1) }
        #expect(more == 5)
        let alone = asked("d", "yoga", times: 500) + asked("e", "yoga", times: 1)
        #expect(alone == 495, "one network brings nobody else to work")
        #expect(asked("c", "dance", times: 1) == 0)
        #expect(asked("a", nil, times: 5, after: .minutes(10)) == 0)
    }

    @Test func `a solution counts once, and waiting in many windows counts three times a minute`() async throws {
        let spent = Mutex<Set<String>>([])
        let challenges = Challenges(
            seal: seal, sealed: { $0 == seal($1) },
            spend: { nonce, _ in spent.withLock { $0.insert(nonce).inserted } })
        let challenge = fresh()
        let solution = "\(challenge.text):\(counter(challenge))"
        func isTaken(_ solution: String, after: Span = .zero) async throws -> Bool {
            try await challenges.check(solution, Self.door, Self.network, at: Self.start + after).isSolved
        }
        let (first, second) = (try await isTaken(solution), try await isTaken(solution))
        #expect(first && !second)
        var waited = 0
        for _ in 0..<10 where try await isTaken("\(fresh().text):wait", after: .seconds(30)) { waited += 1 }
        #expect(waited == 3)
    }
}
