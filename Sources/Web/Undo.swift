/// What takes back what a form has just done: an address of the desk, and the fields that are sent there. It travels beside the notice, in
/// a cookie, and is a form like any other: who may not do that is refused.
package struct Undo: Sendable, Equatable {
    package struct Part: Sendable, Equatable {
        package let undoName: String
        package let undoValue: String
    }

    package let undoAction: String
    package let undoParts: [Part]

    /// What fits a cookie beside all else that a browser keeps for us.
    private static let bytesMost = 3_000
    /// Fields of such a form, each line of a text for itself.
    private static let partsMost = 200

    /// - Parameter path: of a form's action, below `/desk/`.
    package init(_ path: String, _ fields: [String: String] = [:]) {
        undoAction = path
        // A form's repeated name is read as lines, while a browser would change the ends of lines.
        undoParts = fields.sorted { $0.key < $1.key }.flatMap { name, value in
            value.split(separator: "\n", omittingEmptySubsequences: false).map {
                Part(undoName: name, undoValue: String($0))
            }
        }
    }

    /// Nil for what is not ours.
    init?(cookie: String, notice: String) {
        guard let pairs = Encoding.pairs(cookie, max: Self.partsMost), pairs["undo-for"] == notice,
            let path = pairs["undo-action"], path.hasPrefix("/desk/"),
            path.utf8.allSatisfy({ Self.inPath.contains($0) })
        else { return nil }
        self.init(path, pairs.filter { !$0.key.hasPrefix("undo-") })
    }

    private static let inPath = Set("/-_0123456789abcdefghijklmnopqrstuvwxyz".utf8)

    /// Nil when it is too long, or has too many fields to be read again.
    func cookie(notice: String) -> String? {
        let all = [("undo-for", notice), ("undo-action", undoAction)] + undoParts.map { ($0.undoName, $0.undoValue) }
        let text = all.map { "\(Encoding.encoded($0))=\(Encoding.encoded($1))" }.joined(separator: "&")
        return text.utf8.count <= Self.bytesMost && all.count <= Self.partsMost ? text : nil
    }
}
