/// OpenAPI 3.1, printed from the same endpoints that are mounted (N6).
package enum OpenAPI {
    package static func document(_ endpoints: [Endpoint], version: String, server: String) -> JSON {
        var paths: [(String, [Endpoint])] = []
        for endpoint in endpoints {
            if let at = paths.firstIndex(where: { $0.0 == endpoint.path }) {
                paths[at].1.append(endpoint)
            } else {
                paths.append((endpoint.path, [endpoint]))
            }
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Daybook", "version": .string(version),
                "description": "Bookings of appointments, rooms, courses and stays.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": .string(server + "/api/v1")]],
            "paths": .object(
                paths.map { path, endpoints in
                    .init(path, .object(endpoints.map { .init($0.method.rawValue.lowercased(), operation($0)) }))
                }),
            "components": [
                "securitySchemes": [
                    "bearer": [
                        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                        "description": "An access token from POST /auth/login, or an API key (dbk_…).",
                    ]
                ],
                "schemas": schemas(endpoints),
            ],
        ]
    }

    private static func schemas(_ endpoints: [Endpoint]) -> JSON {
        var seen: Set<String> = []
        let all = [Problem.schema] + endpoints.flatMap { [$0.body, $0.answer].compactMap { $0 } }
        return .object(
            all.filter { seen.insert($0.name).inserted }.sorted { $0.name < $1.name }.map {
                .init($0.name, $0.shape.openAPI)
            })
    }

    private static func operation(_ endpoint: Endpoint) -> JSON {
        var members: [JSON.Member] = [
            .init("operationId", .string(endpoint.operationID)),
            .init("summary", .string(endpoint.summary)),
            .init("tags", .array([.string(endpoint.path.split(separator: "/").first.map(String.init) ?? "api")])),
            .init("x-capabilities", .list(endpoint.capabilities, JSON.string)),
            .init("x-access", .string(endpoint.access.words)),
            .init("parameters", parameters(endpoint)),
        ]
        if case .not(let reason) = endpoint.repeats {
            members.append(.init("description", .string("An Idempotency-Key is ignored: \(reason.rawValue).")))
        }
        if let body = endpoint.body {
            let isOptional = body.fields.allSatisfy { !$0.isRequired }
            members.append(
                .init(
                    "requestBody",
                    [
                        "required": .bool(!isOptional),
                        "content": ["application/json": ["schema": reference(body), "example": body.sample]],
                    ]))
        }
        if !endpoint.files.isEmpty {
            let file: JSON = ["schema": ["type": "string", "format": "binary"]]
            members.append(
                .init(
                    "requestBody",
                    ["required": true, "content": .object(endpoint.files.map { .init($0, file) })]))
        }
        members.append(.init("responses", responses(endpoint)))
        members.append(
            .init("security", endpoint.access.needsToken ? [["bearer": []]] : endpoint.access == .anyone ? [] : [[:]]))
        return .object(members)
    }

    private static func parameters(_ endpoint: Endpoint) -> JSON {
        let inPath = endpoint.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
            String($0.dropFirst().dropLast())
        }
        var list: [JSON] = inPath.map {
            [
                "name": .string($0), "in": "path", "required": true,
                "schema": [
                    "type": "string", "minLength": 1,
                    "maxLength": .integer(Int64(RouteTable<Endpoint>.parameterLength)),
                ],
            ]
        }
        list += endpoint.query.map { field in
            [
                "name": .string(field.name), "in": "query", "required": .bool(field.isRequired),
                "description": .string(field.note), "schema": field.shape.openAPI,
            ]
        }
        if endpoint.repeats == .answering {
            list.append([
                "name": "Idempotency-Key", "in": "header", "required": false,
                "description":
                    "Any text of your own, new for each thing to do: repeating the request repeats the answer.",
                "schema": ["type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"],
            ])
        }
        return .array(list)
    }

    private static func responses(_ endpoint: Endpoint) -> JSON {
        let problem: JSON = ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]]
        let codes = endpoint.problems.joined(separator: ", ")
        var success: [JSON.Member] = [.init("description", .string(endpoint.summary))]
        if let answer = endpoint.answer {
            success.append(
                .init("content", ["application/json": ["schema": reference(answer), "example": answer.sample]]))
        }
        if endpoint.isLive {
            success.append(.init("content", ["text/event-stream": ["schema": ["type": "string"]]]))
        }
        return .object([
            .init("\(endpoint.success)", .object(success)),
            .init(
                "4XX",
                [
                    "description": .string(codes.isEmpty ? "A problem." : "A problem; among others: \(codes)."),
                    "content": problem,
                ]),
            .init("5XX", ["description": "A fault of ours, or the database is away.", "content": problem]),
        ])
    }

    private static func reference(_ schema: Schema) -> JSON { ["$ref": .string("#/components/schemas/\(schema.name)")] }
}

extension Access {
    fileprivate var needsToken: Bool {
        switch self {
        case .anyone, .link: false
        case .signedIn, .account, .member, .admin: true
        }
    }

    package var words: String {
        switch self {
        case .anyone: "anyone"
        case .link: "link"
        case .signedIn: "signed in"
        case .account: "account"
        case .member(let permission): permission
        case .admin: "admin"
        }
    }
}
