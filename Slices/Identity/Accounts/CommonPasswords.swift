/// What everybody tries first: the letters of leaked passwords and first names, and some passwords whole. With a tail of digits or
/// signs, letters replaced by digits, or said twice, each is as good as itself.
enum CommonPasswords {
    private static let known = Set((Embedded.files["Assets/common-passwords.txt"] ?? "").split(separator: "\n"))
    /// Digits and signs that stand for letters; 1 is two of them.
    private static let disguises: [Character: Character] = [
        "0": "o", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s", "7": "t", "8": "b", "!": "i",
    ]

    /// - Parameter password: in lower case.
    static func hold(_ password: String) -> Bool {
        known.contains(password[...]) || cores(password).contains(where: isKnown)
    }

    /// The words that may be behind it.
    static func cores(_ password: String) -> Set<String> {
        let tailless = Substring(password.reversed().drop { !$0.isLetter }.reversed().map { $0 })
        let headless = tailless.drop { !$0.isLetter }
        var cores: Set<String> = [password.filter(\.isLetter)]
        for part in [tailless, headless] {
            for one in ["i", "l"] as [Character] {
                cores.insert(String(part.map { $0 == "1" ? one : disguises[$0] ?? $0 }).filter(\.isLetter))
            }
        }
        return cores
    }

    private static func isKnown(_ core: String) -> Bool {
        if known.contains(core[...]) { return true }
        return (2...4).contains { times in
            guard core.count.isMultiple(of: times), !core.isEmpty else { return false }
            let part = core.prefix(core.count / times)
            return known.contains(part) && core == String(repeating: String(part), count: times)
        }
    }
}
