/// What a password must be: 12 to 128 characters, taken whole, and not one that everybody tries first (A1).
package enum Password {
    package static let length = 12...128

    /// Stems that the list of common passwords lacks: words of this product, and other languages'.
    private static let stems: Set<String> = [
        "password", "passwort", "passwd", "contrasena", "contraseña", "qwerty", "qwertz", "qwertyuiop", "azerty",
        "asdfgh", "asdfghjkl",
        "zxcvbn", "zxcvbnm", "letmein", "welcome", "bienvenido", "iloveyou", "teamo", "tequiero", "admin",
        "administrator", "login", "master",
        "monkey", "dragon", "sunshine", "princess", "princesa", "football", "futbol", "baseball", "superman", "batman",
        "trustno",
        "shadow", "michael", "jordan", "starwars", "abc", "abcd", "abcdef", "abcdefgh", "abcdefghijkl", "changeme",
        "secret", "secreto",
        "hello", "hola", "computer", "internet", "summer", "winter", "spring", "autumn", "verano", "invierno",
        "realmadrid", "barcelona",
        "liverpool", "chocolate", "whatever", "freedom", "daybook", "booking", "correcthorsebatterystaple", "aaa",
        "test", "testing",
        "default", "guest", "user", "root", "pass", "qazwsx", "qazwsxedc", "passpass", "lovelove", "mypassword",
        "thisismypassword",
    ]

    /// Nil when fit; else the field's fault.
    package static func fault(_ password: String, username: String, email: String) -> String? {
        let count = password.unicodeScalars.count
        guard count >= length.lowerBound else { return "password_short" }
        guard count <= length.upperBound else { return "too_long" }
        let lower = password.lowercased()
        let letters = String(lower.filter(\.isLetter))
        let halves = String(letters.prefix(letters.count / 2))
        let isStem =
            CommonPasswords.hold(lower) || !stems.isDisjoint(with: CommonPasswords.cores(lower))
            || (letters.count.isMultiple(of: 2) && stems.contains(halves) && letters == halves + halves)
        let isMonotonous = Set(lower).count < 5 || isRun(lower)
        let own = [username.lowercased(), email.lowercased().split(separator: "@").first.map(String.init) ?? ""]
        let isOwnName = own.contains { $0.count >= 3 && letters == $0.filter(\.isLetter) }
        return isStem || letters.isEmpty && isDigitsOnly(lower) || isMonotonous || isOwnName ? "password_common" : nil
    }

    private static func isDigitsOnly(_ text: String) -> Bool {
        text.allSatisfy { $0.isNumber || $0 == " " } && text.count < 20
    }

    /// `123456789012`, `abcdefghijkl`: each scalar one more, or one less, than the one before.
    private static func isRun(_ text: String) -> Bool {
        let values = text.unicodeScalars.map { Int($0.value) }
        let steps = Set(zip(values, values.dropFirst()).map { $1 - $0 })
        return steps.isSubset(of: [1, -9]) || steps.isSubset(of: [-1, 9])
    }
}
