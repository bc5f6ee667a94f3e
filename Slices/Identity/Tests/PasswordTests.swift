import Testing

@testable import Identity

/// Which passwords are refused (A1).
@Suite struct PasswordTests {
    private func fault(_ password: String) -> String? {
        Password.fault(password, username: "zoe.miller", email: "zmiller@example.org")
    }

    @Test func `what everybody tries first is refused, however it is dressed up`() {
        let common = [
            "passw0rd1234", "christopher1", "basketball12", "P4$$word!!!!!", "1loveyou2024!", "$unshine2026",
            "Dr4g0n-123456",
            "iloveyouiloveyou", "monkeymonkeymonkey", "qwerty123456", "1q2w3e4r5t6y", "123456789012", "aaaaaaaaaaaa",
            "Daybook-2026!", "zoe.miller99", "zmiller-12345", "contraseña123",
        ]
        for password in common { #expect(fault(password) == "password_common", "\(password)") }
    }

    @Test func `the list is long, and all of it that is long enough is refused`() {
        let known = (Embedded.files["Assets/common-passwords.txt"] ?? "").split(separator: "\n").map(String.init)
        let long = known.filter { $0.count >= 12 }
        // Those that are shorter are met with what people put behind them.
        let tailed = known.filter { (4...11).contains($0.count) }.prefix(5_000).map { word in
            (word + "!" + String(repeating: "1", count: 12)).prefix(max(12, word.count + 2))
        }
        #expect(known.count > 20_000 && long.count > 100 && tailed.count == 5_000)
        let passed = (long + tailed.map(String.init)).filter { fault($0) == nil }
        #expect(passed == [])
        print("A1: \(known.count) common words; refused with tails \(tailed.count), whole \(long.count)")
    }

    @Test func `what nobody else has is taken`() {
        let good = [
            "tortoise-lamp-4-violins", "seven-otters-in-a-teapot", "correct unicorn 7 pencil", "vK9#fLq2!xTz",
            "ñandú verde y veloz",
            "my cat eats 3 shoes",
        ]
        for password in good { #expect(fault(password) == nil, "\(password)") }
        #expect(fault("short-one-1") == "password_short")
        #expect(fault(String(repeating: "abcdefgh ", count: 15)) == "too_long")
    }

    @Test func `wrong tries are noted at the first pause and whenever they have doubled`() {
        let throttle = Throttle(free: 5, key: "x")
        #expect((0...200).filter(throttle.isStep) == [5, 10, 20, 40, 80, 160])
    }
}
