import Words

extension Site.Route {
    /// Throws 403 for a form of another site's page. Asked first of all: a page that asks for work sends what was typed once more, and then
    /// it comes from us; and what others make people's browsers send counts for no business.
    func believe(_ incoming: Incoming) throws(Problem) {
        guard isPage, method.changes else { return }
        guard
            OwnOrigin.holds(
                incoming.header("origin"), host: incoming.header("host"), fetchSite: incoming.header("sec-fetch-site"))
        else { throw Problem(403, "foreign_origin") }
    }
}

extension PageRoute {
    func answer(
        _ site: Site, _ incoming: Incoming, _ parameters: [String: String], id: String, words: Wording,
        _ note: RequestNote
    ) async throws -> Answer {
        let token = incoming.cookie(site.settings.cookie.session)
        let visitor =
            if let token {
                try await site.settings.doorkeeper.visitor(session: token, address: incoming.address)
            } else {
                Visitor.guest
            }
        note.visitor(visitor)
        try access.admit(visitor)
        try site.limit(visitor, changes: method.changes)
        let (body, files) = try form(incoming, visitor)
        let visit = Visit(
            id: id, incoming: incoming, parameters: parameters, query: query(incoming), body: body, files: files,
            visitor: visitor,
            words: words)
        var answer = try await handler(visit)
        try await site.witness(visit, path, access, answer)
        // A picture on the page does not show the notice, and is kept by others.
        let showed = incoming.cookie(Cookie.notice) != nil && answer.status == 200 && answer.isPage
        if showed {
            for name in [Cookie.notice, Cookie.undo] where incoming.cookie(name) != nil {
                answer.headers.append(Cookie.clearing(name))
            }
        }
        return answer
    }

    /// Links grow tails on their way; what we do not know, or can't read, is not there.
    private func query(_ incoming: Incoming) -> Fields {
        let pairs = Encoding.pairs(incoming.query) ?? [:]
        let schema = Schema("Query", query)
        let known = pairs.filter { pair in
            guard let field = query.first(where: { $0.name == pair.key }) else { return false }
            return (try? Schema("Query", [field]).accept(form: [pair.key: pair.value])) != nil
        }
        return (try? schema.accept(form: known)) ?? Fields()
    }

    /// A form is believed when it comes from a page of ours, which is asked before, and, signed in, carries the session's token.
    private func form(
        _ incoming: Incoming, _ visitor: Visitor
    ) throws(Problem) -> (Fields, [String: UploadedFile]) {
        guard method.changes else { return (Fields(), [:]) }
        var (pairs, files) = try parts(incoming)
        let token = pairs.removeValue(forKey: "form_token")
        pairs.removeValue(forKey: Site.solutionField)
        if let expected = visitor.signedIn?.formToken, token != expected { throw Problem(403, "form_expired") }
        return (Fields(pairs.mapValues(JSON.string)), files)
    }

    private func parts(_ incoming: Incoming) throws(Problem) -> ([String: String], [String: UploadedFile]) {
        if takesFiles, incoming.mediaType == "multipart/form-data" {
            let form = try Multipart(incoming.body, contentType: incoming.header("content-type") ?? "")
            return (form.texts, form.files)
        }
        guard incoming.mediaType == "application/x-www-form-urlencoded" || incoming.body.isEmpty else {
            throw Problem(415, "unsupported_media_type")
        }
        guard let text = String(validating: incoming.body, as: UTF8.self), let pairs = Encoding.pairs(text) else {
            throw Problem(400, "unreadable_form")
        }
        return (pairs, [:])
    }
}
