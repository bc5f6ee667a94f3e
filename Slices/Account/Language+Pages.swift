import Web
import Words

extension AccountSlice {
    /// Chooses the language of the pages; a cookie of the visitor's own, nothing on our side.
    var languagePage: PageRoute {
        .get("/language/{code}", access: .anyone, query: [Field("back", .text(1...500), optional: true, sample: "/")]) {
            visit in
            guard let language = Language.spoken.first(where: { $0.code == visit.parameter("code") }) else {
                throw Problem.notFound
            }
            return Answer.see(visit.query.text("back") ?? "/").speaking(language)
        }
    }
}

extension Answer {
    /// This answer, and pages in `language` from now on.
    func speaking(_ language: Language) -> Answer {
        with("set-cookie", "\(Cookie.language)=\(language.code); Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000")
    }
}
