extension Shape {
    /// JSON Schema 2020-12 of this shape.
    var openAPI: JSON {
        switch self {
        case .text(let length, _):
            [
                "type": "string", "minLength": .integer(Int64(length.lowerBound)),
                "maxLength": .integer(Int64(length.upperBound)),
            ]
        case .formatted(let format): formatted(format)
        case .integer(let range):
            ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .boolean: ["type": "boolean"]
        case .choice(let names): ["type": "string", "enum": .list(names, JSON.string)]
        case .list(let shape, .max): ["type": "array", "items": shape.openAPI]
        case .list(let shape, let max): ["type": "array", "items": shape.openAPI, "maxItems": .integer(Int64(max))]
        case .object(let fields): object(fields)
        case .map(let shape): ["type": "object", "additionalProperties": shape.openAPI]
        case .free: ["type": "object", "additionalProperties": true]
        }
    }

    private func formatted(_ format: Format) -> JSON {
        var members: [JSON.Member] = [
            .init("type", "string"), .init("format", .string(format.name)),
            .init("maxLength", .integer(Int64(format.maxLength))),
        ]
        if let pattern = format.pattern { members.append(.init("pattern", .string(pattern))) }
        return .object(members)
    }

    private func object(_ fields: [Field]) -> JSON {
        let properties = fields.map { field -> JSON.Member in
            var schema = field.shape.openAPI
            if field.isNullable { schema = ["anyOf": [schema, ["type": "null"]]] }
            if !field.note.isEmpty { schema = schema.adding([.init("description", .string(field.note))]) }
            return .init(field.name, schema)
        }
        return [
            "type": "object", "required": .list(fields.filter(\.isRequired).map(\.name), JSON.string),
            "properties": .object(properties), "additionalProperties": false,
        ]
    }
}
