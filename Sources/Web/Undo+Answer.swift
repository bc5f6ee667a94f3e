extension Answer {
    /// This answer, with a notice for the page that comes next and a button beside it that takes it back.
    package func noticing(_ key: String, undo: Undo?) -> Answer {
        guard let value = undo?.cookie(notice: key) else { return noticing(key) }
        return noticing(key).with("set-cookie", "\(Cookie.undo)=\(value); Path=/; HttpOnly; SameSite=Lax; Max-Age=60")
    }
}
