import HTTPTypes
import Kernel
import Web

/// The API's door as one visitor sees it: JSON in, JSON out, no socket between.
struct APIDoor: Sendable {
    let site: Site
    var token: String?

    func `as`(_ token: String?) -> APIDoor { APIDoor(site: site, token: token) }

    func send(_ method: Method, _ address: String, _ body: JSON? = nil, key: String? = nil) async -> Answer {
        let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
        var headers: HTTPFields = [:]
        if let token { headers[.authorization] = "Bearer \(token)" }
        if body != nil { headers[.contentType] = "application/json" }
        if let key, let name = HTTPField.Name("idempotency-key") { headers[name] = key }
        return await site.answer(
            Incoming(
                method, "/api/v1" + parts[0], query: parts.count > 1 ? parts[1] : "", headers: headers,
                body: body?.bytes ?? [])
        ).whole()
    }

    /// Sends a file as the body.
    func upload(_ address: String, _ file: [UInt8], type: String = "image/webp", key: String? = nil) async -> Answer {
        let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
        var headers: HTTPFields = [.contentType: type]
        if let token { headers[.authorization] = "Bearer \(token)" }
        if let key, let name = HTTPField.Name("idempotency-key") { headers[name] = key }
        return await site.answer(
            Incoming(
                .post, "/api/v1" + parts[0], query: parts.count > 1 ? parts[1] : "", headers: headers, body: file))
    }

    func get(_ address: String) async -> Answer { await send(.get, address) }

    /// The answer's JSON. Throws what was answered when it is no success.
    func accepted(_ method: Method, _ address: String, _ body: JSON? = nil) async throws -> JSON {
        let answer = await send(method, address, body)
        guard (200...299).contains(answer.status) else { throw Refused(answer) }
        return answer.json ?? .null
    }

    func made(_ address: String, _ body: JSON) async throws -> JSON { try await accepted(.post, address, body) }

    /// Makes an account and logs in; the access token.
    func person(_ username: String, _ name: String) async throws -> String {
        let account: JSON = [
            "username": .string(username), "name": .string(name), "email": .string("\(username)@daybook.example"),
            "password": .string(TestHouse.password),
        ]
        _ = try await made("/auth/register", account)
        let login: JSON = ["username": .string(username), "password": .string(TestHouse.password)]
        return try await made("/auth/login", login)["access_token"]?.string ?? ""
    }
}

/// An answer that was to be a success.
struct Refused: Error, CustomStringConvertible {
    let description: String

    init(_ answer: Answer) { description = "\(answer.status) \(answer.text.prefix(600))" }
}

/// The pages as one browser sees them: cookies are kept, forms carry their token.
final class Browser {
    private let site: Site
    private var cookies: [String: String] = [:]
    /// Where it stands.
    var address = "127.0.0.1"

    init(_ site: Site) { self.site = site }

    /// What it sends with every request.
    var header: String { cookies.map { "\($0)=\($1)" }.joined(separator: "; ") }

    /// Has a cookie, as if it had been set before.
    func have(_ name: String, _ value: String) { cookies[name] = value }

    func get(_ address: String) async -> Answer {
        let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
        return await send(.get, parts[0], query: parts.count > 1 ? parts[1] : "", body: nil)
    }

    /// Posts a form as the page at `from` would: with that page's token.
    func post(_ path: String, _ fields: [String: String], from page: Answer? = nil) async -> Answer {
        var fields = fields
        if let token = page?.formToken { fields["form_token"] = token }
        let text = fields.sorted { $0.key < $1.key }.map { "\($0)=\(Encoding.encoded($1))" }.joined(separator: "&")
        return await send(.post, path, query: "", body: Array(text.utf8))
    }

    /// Posts a form with a file as the page at `from` would.
    func post(_ path: String, file: [UInt8], _ fields: [String: String], from page: Answer? = nil) async -> Answer {
        var fields = fields
        if let token = page?.formToken { fields["form_token"] = token }
        var body: [UInt8] = []
        for (name, value) in fields {
            body += Array("--b7\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        let head = "Content-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\nContent-Type: image/png"
        body += Array("--b7\r\n\(head)\r\n\r\n".utf8) + file + Array("\r\n--b7--\r\n".utf8)
        return await send(.post, path, query: "", body: body, type: "multipart/form-data; boundary=b7")
    }

    /// Logs in at the door for people.
    func logIn(_ username: String) async -> Answer {
        await post("/login", ["username": username, "password": TestHouse.password, "next": "/desk"])
    }

    private func send(
        _ method: Method, _ path: String, query: String, body: [UInt8]?,
        type: String = "application/x-www-form-urlencoded"
    ) async -> Answer {
        var headers: HTTPFields = [:]
        if !cookies.isEmpty { headers[.cookie] = header }
        if body != nil { headers[.contentType] = type }
        let answer = await site.answer(
            Incoming(method, path, query: query, headers: headers, body: body ?? [], address: address)
        ).whole()
        for (name, value) in answer.headers where name == "set-cookie" {
            let pair = value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            cookies[pair[0]] = value.contains("Max-Age=0") ? nil : pair.count > 1 ? pair[1] : ""
        }
        return answer
    }
}

extension Answer {
    /// The same with all its pieces in its body, as a socket has them. One that breaks off has a body that nobody can read.
    func whole() async -> Answer {
        var answer = self
        guard let pieces else { return answer }
        answer.pieces = nil
        do { for try await piece in pieces { answer.body += piece } } catch { answer.body = Array("\(error)".utf8) }
        return answer
    }

    /// The token that this page's forms carry.
    var formToken: String? {
        text.firstRange(of: #"name="form_token" value=""#).map { String(text[$0.upperBound...].prefix { $0 != "\"" }) }
    }

    /// The problem's code.
    var code: String { json?["code"]?.string ?? "no problem" }
}
