import Kernel
import Words

/// Asks a visitor's browser for a little work, and sends the same form again when it is done. Without the script, or where a browser
/// can't compute, the form is sent by hand after a short pause.
package struct ChallengePage: Page {
    struct Input: Sendable {
        let inputName: String
        let inputValue: String
    }

    package static let template = "challenge"
    package let title: String
    let action: String
    let challenge: String
    let bits: Int
    let wait: String
    /// What was typed, to be sent again.
    let inputs: [Input]
    let challengeScript: String

    init(_ challenge: Challenge, _ action: String, _ form: [String: String], seconds: Int64, _ words: Wording) {
        title = words("challenge.title")
        self.action = action
        self.challenge = challenge.text
        bits = challenge.bits
        wait = words("challenge.wait", count: Int(seconds))
        // A repeated name was read as lines, which a browser would send with other ends. Those of a text have both marks already.
        inputs = form.filter { $0.key != Site.solutionField }.sorted { $0.key < $1.key }.flatMap { name, value in
            value.split(separator: "\n" as Character, omittingEmptySubsequences: false).map {
                Input(inputName: name, inputValue: String($0))
            }
        }
        challengeScript = Assets.challengeScript
    }

    package static func answer(
        _ page: ChallengePage, _ incoming: Incoming, _ id: String, _ words: Wording, _ templates: Templates
    ) throws -> Answer {
        let visit = Visit(
            id: id, incoming: incoming, parameters: [:], query: Fields(), body: Fields(), visitor: .guest, words: words)
        return try templates.page(page, Chrome(visit), words, status: 403)
    }

    package static func sample(_ words: Wording) -> ChallengePage {
        let challenge = Challenge(
            door: "/book/swim-school", network: "192.0.2.7", bits: 15, at: Instant(milliseconds: 0), by: { _ in "0" })
        return ChallengePage(challenge, "/book/swim-school", ["name": "John Doe"], seconds: 20, words)
    }
}
