/// Parts of a body, each made when the one before it is on its way.
package typealias Pieces = AsyncThrowingStream<[UInt8], any Error>

/// What goes back.
package struct Answer: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// What follows `body`, for an answer that need not be in memory whole. One that throws breaks the line off: nobody takes a part for all.
    package var pieces: Pieces?
    /// What to listen to, for an answer that is a stream; the site opens it.
    var feed: LiveFeed?
    /// The events that follow the headers.
    package var stream: LiveStream?

    package init(_ status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package static func json(_ value: JSON, status: Int = 200) -> Answer { json(bytes: value.bytes, status: status) }

    /// JSON that is text already.
    package static func json(bytes: [UInt8], status: Int = 200) -> Answer {
        Answer(status, headers: [("content-type", "application/json")], body: bytes)
    }

    package static func html(_ text: String, status: Int = 200) -> Answer {
        Answer(status, headers: [("content-type", "text/html; charset=utf-8")], body: Array(text.utf8))
    }

    /// 303: look there, by GET. The place is always a path of ours, so no redirect leads away.
    package static func see(_ path: String) -> Answer {
        Answer(303, headers: [("location", OwnPath.holds(path) ? path : "/")])
    }

    /// 308: this address has moved for good.
    package static func moved(_ path: String) -> Answer { Answer(308, headers: [("location", path)]) }

    package static let nothing = Answer(204)

    /// A file for the visitor to keep.
    package static func file(_ body: String, type: String, name: String) -> Answer {
        Answer(
            200, headers: [("content-type", type), ("content-disposition", "attachment; filename=\"\(name)\"")],
            body: Array(body.utf8))
    }

    package func with(_ name: String, _ value: String) -> Answer {
        var answer = self
        answer.headers.append((name, value))
        return answer
    }

    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    /// Whether people read it.
    var isPage: Bool { header("content-type")?.hasPrefix("text/html") ?? false }
    package var text: String { String(decoding: body, as: UTF8.self) }
    package var json: JSON? { try? JSON.parse(body) }
}
