extension Language {
    /// The languages that this version's catalogues are complete in; a test holds it against them.
    package static let spoken: [Language] = [.en, .es]
}
