import Words

extension Site.Route {
    /// Input checked, visitor known, handler called.
    func answer(
        _ site: Site, _ incoming: Incoming, _ parameters: [String: String], id: String, words: Wording,
        _ note: RequestNote
    ) async throws -> Answer {
        switch self {
        case .api(let endpoint): try await endpoint.answer(site, incoming, parameters, id: id, words: words, note)
        case .page(let page): try await page.answer(site, incoming, parameters, id: id, words: words, note)
        }
    }
}

extension Endpoint {
    fileprivate func answer(
        _ site: Site, _ incoming: Incoming, _ parameters: [String: String], id: String, words: Wording,
        _ note: RequestNote
    ) async throws -> Answer {
        let visitor = try await visitor(site, incoming, note)
        try site.limit(visitor, changes: method.changes)
        let body = try body(incoming)
        let visit = Visit(
            id: id, incoming: incoming, parameters: parameters, query: try query(incoming), body: body,
            visitor: visitor, words: words, holder: holder(incoming, body))
        let answer = try await handler(visit)
        try await site.witness(visit, path, access, answer)
        return answer
    }

    /// The API takes bearer tokens only: no cookie, so no request that a browser makes by itself carries any right.
    private func visitor(_ site: Site, _ incoming: Incoming, _ note: RequestNote) async throws -> Visitor {
        var visitor = Visitor.guest
        if let header = incoming.header("authorization") {
            guard header.lowercased().hasPrefix("bearer ") else { throw Problem.signInNeeded }
            visitor = try await site.settings.doorkeeper.visitor(
                token: String(header.dropFirst(7)).trimmed, address: incoming.address)
        }
        note.visitor(visitor)
        try access.admit(visitor, changes: method.changes)
        return visitor
    }

    private func holder(_ incoming: Incoming, _ body: Fields) -> String? {
        guard access == .link else { return nil }
        let held = [incoming.header("authorization"), body.text("key"), body.text("hold_token")]
        return held.map { $0 ?? "" }.joined(separator: "\n")
    }

    private func query(_ incoming: Incoming) throws(Problem) -> Fields {
        guard let pairs = Encoding.pairs(incoming.query) else { throw Problem(400, "unreadable_query") }
        return try Schema("Query", query).accept(query: pairs)
    }

    private func body(_ incoming: Incoming) throws(Problem) -> Fields {
        if !files.isEmpty {
            guard let type = incoming.mediaType, files.contains(type) else {
                throw Problem(415, "unsupported_media_type")
            }
        }
        guard let schema = body else { return Fields() }
        if incoming.body.isEmpty && schema.fields.allSatisfy({ !$0.isRequired }) { return Fields() }
        guard incoming.mediaType == "application/json" else { throw Problem(415, "unsupported_media_type") }
        do {
            return try schema.accept(try JSON.parse(incoming.body))
        } catch let fault as JSONFault {
            throw Problem(400, "unreadable_body", ["reason": fault.reason, "offset": "\(fault.offset)"])
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(400, "unreadable_body", ["reason": "", "offset": "0"])
        }
    }
}

extension Site {
    /// Tells of what an admin has read. A form that is refused shows its page again, which is read as any other.
    func witness(_ visit: Visit, _ path: String, _ access: Access, _ answer: Answer) async throws {
        guard visit.visitor.signedIn?.isAdmin == true,
            visit.incoming.method.changes ? answer.isPage : answer.status == 200
        else { return }
        try await settings.witness(visit, path, access)
    }
}

extension Access {
    /// The part of the check that needs no lookup. Throws 401, 403 for a key that is not enough or an admin who first needs a second
    /// factor, 404 for an admin's door.
    func admit(_ visitor: Visitor, changes: Bool = false) throws(Problem) {
        if self == .anyone || self == .link { return }
        guard let user = visitor.signedIn else { throw .signInNeeded }
        switch self {
        case .anyone, .link: return
        case .signedIn: if user.scopes != nil && changes { throw Problem(403, "key_not_enough") }
        case .account: if user.scopes != nil { throw Problem(403, "key_not_enough") }
        case .member(let permission): if !user.isScoped(to: permission) { throw Problem(403, "key_not_enough") }
        case .admin:
            if user.isAdminOnceFactored { throw Problem(403, "second_factor_needed") }
            guard user.isAdmin else { throw .notFound }
        }
    }
}
