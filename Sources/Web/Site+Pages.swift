import Words

extension PageRoute {
    func answer(
        _ site: Site, _ incoming: Incoming, _ parameters: [String: String], id: String, words: Wording
    ) async throws -> Answer {
        let token = incoming.cookie(site.settings.cookie.session)
        let visitor = if let token { try await site.settings.doorkeeper.visitor(session: token) } else { Visitor.guest }
        try access.admit(visitor)
        let body = try form(incoming, visitor)
        let visit = Visit(
            id: id, incoming: incoming, parameters: parameters, query: query(incoming), body: body, visitor: visitor,
            words: words)
        var answer = try await handler(visit)
        let showed = incoming.cookie(Cookie.notice) != nil && answer.status == 200
        if showed { answer.headers.append(("set-cookie", "\(Cookie.notice)=; Path=/; Max-Age=0")) }
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

    /// A form is believed when it comes from a page of ours (Origin) and, signed in, carries the session's token.
    private func form(_ incoming: Incoming, _ visitor: Visitor) throws(Problem) -> Fields {
        guard method.changes else { return Fields() }
        guard Self.isOurs(incoming) else { throw Problem(403, "foreign_origin") }
        guard incoming.mediaType == "application/x-www-form-urlencoded" || incoming.body.isEmpty else {
            throw Problem(415, "unsupported_media_type")
        }
        guard let text = String(validating: incoming.body, as: UTF8.self), var pairs = Encoding.pairs(text) else {
            throw Problem(400, "unreadable_form")
        }
        let token = pairs.removeValue(forKey: "form_token")
        if let expected = visitor.signedIn?.formToken, token != expected { throw Problem(403, "form_expired") }
        return Fields(pairs.mapValues(JSON.string))
    }

    private static func isOurs(_ incoming: Incoming) -> Bool {
        if let site = incoming.header("sec-fetch-site"), site != "same-origin", site != "none" { return false }
        guard let origin = incoming.header("origin") else { return true }
        let host = origin.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).last.map(String.init)
        return host == incoming.header("host")
    }
}
