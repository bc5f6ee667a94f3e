import Words

extension Templates {
    /// A mail's HTML: its template alone, without chrome.
    package func mail(_ page: some Page, _ words: Wording) throws -> String {
        try render(type(of: page).template, PageContext(page, nil), in: words.language)
    }
}
