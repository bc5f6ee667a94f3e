/// Whose page sends a form.
enum OwnOrigin {
    /// Whether a browser says that it comes from a page of ours, or says nothing at all as programs do.
    static func holds(_ origin: String?, host: String?, fetchSite: String?) -> Bool {
        if let fetchSite, fetchSite != "same-origin", fetchSite != "none" { return false }
        guard let origin else { return true }
        return origin.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).last.map(String.init)
            == host
    }
}
