import Web

/// Those who come, as staff type them: one a line, with an e-mail address behind the name of whoever gets a link of their own.
enum GuestLines {
    /// `Ben Doe`, `Ben Doe, ben@example.com` and `Ben Doe <ben@example.com>`. The addresses are by position, empty for none.
    /// Throws 422 for a line whose address is none, or has no name before it.
    static func read(_ text: String) throws(Problem) -> (names: [String], emails: [String]) {
        var (names, emails): ([String], [String]) = ([], [])
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = String(line).trimmed
            guard !line.isEmpty else { continue }
            guard let guest = guest(line) else {
                throw .field("participants", "not_guest", ["line": "\(number + 1)"])
            }
            names.append(String(guest.name.prefix(120)))
            emails.append(guest.email)
        }
        return (names, emails)
    }

    private static func guest(_ line: String) -> (name: String, email: String)? {
        guard line.contains("@") else { return (line, "") }
        let line = cut(line[...])
        guard let gap = line.lastIndex(where: isSign) else { return nil }
        let (name, address) = (cut(line[..<gap]), line[line.index(after: gap)...])
        guard !name.isEmpty, !name.contains("@"), let email = Contact.normalised(email: String(address)) else {
            return nil
        }
        return (String(name), email)
    }

    /// Without what stands around an address at the end.
    private static func cut(_ text: Substring) -> Substring {
        var text = text
        while let last = text.last, isSign(last) { text.removeLast() }
        return text
    }

    private static func isSign(_ character: Character) -> Bool { character.isWhitespace || ",;<>".contains(character) }
}
