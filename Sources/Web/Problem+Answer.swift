import Words

extension Problem {
    /// The sentence for people, from the catalogue of words.
    package func sentence(_ words: Wording) -> String {
        words("problem.\(code)", values, count: values["count"].flatMap { Int($0) })
    }

    /// The same as RFC 9457's `application/problem+json`.
    package func answer(_ words: Wording, request id: String) -> Answer {
        var members: [JSON.Member] = [
            .init("type", .string("/docs/problems#\(code)")),
            .init("title", .string(sentence(words))),
            .init("status", .integer(Int64(status))),
            .init("code", .string(code)),
            .init("request_id", .string(id)),
        ]
        if !fields.isEmpty {
            members.append(
                .init(
                    "errors",
                    .list(fields) { fault in
                        [
                            "pointer": .string(fault.pointer), "code": .string(fault.code),
                            "detail": .string(fault.sentence(words)),
                        ]
                    }))
        }
        var answer = Answer.json(.object(members + details), status: status)
        answer.headers = [("content-type", "application/problem+json")]
        if let retryAfter { answer.headers.append(("retry-after", "\(retryAfter)")) }
        return answer
    }

    /// `Problem`'s own shape, for OpenAPI.
    package static let schema = Schema(
        "Problem",
        [
            Field("type", .text(0...200), sample: "/docs/problems#not_found"),
            Field("title", .text(0...1000), sample: "There is nothing at this address."),
            Field("status", .integer(400...599), sample: 404),
            Field("code", .text(1...60), sample: "not_found"),
            Field("request_id", .text(1...40), sample: "r-7f3a9c"),
            Field(
                "errors",
                .list(
                    .object([
                        Field("pointer", .text(0...200), sample: "/client_email"),
                        Field("code", .text(1...60), sample: "required"),
                        Field("detail", .text(0...500), sample: "This is needed."),
                    ]), max: FieldProblem.most), optional: true, sample: []),
        ])
}

extension FieldProblem {
    package func sentence(_ words: Wording) -> String { words("field.\(code)", values) }
}
