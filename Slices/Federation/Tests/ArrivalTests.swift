import Identity
import OpenID
import Testing

@testable import Federation

/// Who may be whom: every case of what is known.
@Suite struct ArrivalTests {
    private static let maria = UserID(rawValue: 1)
    private static let eve = UserID(rawValue: 2)
    private static let emails = [nil, "maria@example.org", "not an address", "mari\u{212A}a@example.org"]

    private func person(_ email: String?, _ isVerified: Bool) -> OutsidePerson {
        OutsidePerson(
            issuer: "https://login.example", subject: "1", email: email, isEmailVerified: isVerified, name: "Maria")
    }

    private func account(_ id: UserID, _ bits: Int) -> Arrival.Account {
        Arrival.Account(id: id, isVerified: bits & 1 == 1, hasPassword: bits & 2 == 2)
    }

    @Test func `nobody gets into an account by an address`() {
        var seen = 0
        for email in Self.emails {
            for isVerified in [true, false] {
                for bits in 0..<4 {
                    let arrival = Arrival.decide(
                        person(email, isVerified), linked: nil, visitor: nil, sameEmail: account(Self.maria, bits))
                    seen += 1
                    if case .enter = arrival { Issue.record("\(email ?? "-") \(isVerified) \(bits)") }
                    let isProven = email == "maria@example.org" && isVerified && bits == 3
                    #expect((arrival == .confirm(Self.maria)) == isProven, "\(email ?? "-") \(isVerified) \(bits)")
                }
            }
        }
        #expect(seen == 32)
    }

    @Test func `a link opens its account whatever the address says`() {
        for email in Self.emails {
            for isVerified in [true, false] {
                let arrival = Arrival.decide(
                    person(email, isVerified), linked: Self.maria, visitor: nil, sameEmail: account(Self.eve, 3))
                #expect(arrival == .enter(Self.maria))
            }
        }
    }

    @Test func `somebody new gets an account, where there is an address`() {
        #expect(Arrival.decide(person("maria@example.org", false), linked: nil, visitor: nil, sameEmail: nil) == .open)
        for email in Self.emails where email != "maria@example.org" {
            let arrival = Arrival.decide(person(email, true), linked: nil, visitor: nil, sameEmail: nil)
            #expect(arrival == .refuse(.noEmail), "\(email ?? "-")")
        }
    }

    @Test func `who links must have proven the address, and takes nobody else's`() {
        let visitor = account(Self.maria, 1)
        func decide(_ linked: UserID?, _ visitor: Arrival.Account) -> Arrival {
            Arrival.decide(person(nil, false), linked: linked, visitor: visitor, sameEmail: account(Self.eve, 3))
        }
        #expect(decide(nil, visitor) == .confirm(Self.maria))
        #expect(decide(nil, account(Self.maria, 2)) == .refuse(.verifyFirst))
        #expect(decide(Self.maria, visitor) == .refuse(.linkedAlready))
        #expect(decide(Self.eve, visitor) == .refuse(.linkedElsewhere))
    }

    @Test func `an address that only looks like another is none`() {
        // The Kelvin sign is a small k once it is folded.
        #expect(person("\u{212A}ate@example.org", true).address == nil)
        #expect(person("Maria@Example.org", true).address == "maria@example.org")
    }

    @Test func `what a link is called is fit to be shown`() {
        func label(_ subject: String, _ email: String?, _ name: String?) -> String {
            OutsidePerson(
                issuer: "https://a.example", subject: subject, email: email, isEmailVerified: true, name: name
            )
            .label
        }
        #expect(label("1", " maria@example.org ", "Maria") == "maria@example.org")
        #expect(label("1", "maria\u{202E}@example.org", "Maria Ortiz") == "Maria Ortiz")
        #expect(label("1", "a\u{0}", "b\nc") == "1")
        #expect(label("\u{202E}", "", nil) == "https://a.example")
        #expect(label("1", String(repeating: "é", count: 300), nil).unicodeScalars.count == 120)
    }

    @Test func `a username is made of the name, and always fits`() throws {
        let names = [
            ("Maria Ortiz", "maria.ortiz"), ("Iñigo Ortiz-López", "inigo.ortiz-lopez"), ("  A. B.  C ", "a.b.c"),
            ("Zoë", "zoe"), ("李小龍", "mail"), ("..", "mail"), ("", "mail"),
            (String(repeating: "ab ", count: 90), "ab.ab.ab.ab.ab.ab.ab.ab.ab.ab"),
        ]
        for (name, expected) in names { #expect(Username.make(name, "mail@example.org") == expected, "\(name)") }
        #expect(Username.make(nil, "é@example.org") == "user")
        var random = SystemRandomNumberGenerator()
        for _ in 0..<5_000 {
            let scalars = (0..<12).compactMap { _ in Unicode.Scalar(UInt32.random(in: 1...0x1_0FFF, using: &random)) }
            let made = Username.make(String(String.UnicodeScalarView(scalars)), "ana@example.org")
            let isFit = made.wholeMatch(of: /[a-z0-9][a-z0-9.-]{2,29}/) != nil
            #expect(isFit, "\(made)")
        }
    }
}
