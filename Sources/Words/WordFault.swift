/// Why the catalogues can't be used: every problem, so that one look is enough to mend them.
package struct WordFault: Error, CustomStringConvertible {
    package let problems: [String]

    package var description: String {
        (["The catalogues of sentences are not complete and sound:"] + problems.map { "  \($0)" })
            .joined(separator: "\n")
    }
}
