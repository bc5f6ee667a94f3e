extension Shape {
    /// `value` as this shape takes it (texts trimmed), or what is wrong with it and where.
    func check(_ value: JSON, at pointer: String, _ faults: inout [FieldProblem]) -> JSON {
        switch self {
        case .text(let length, let lines): checkText(value, length, lines: lines, pointer, &faults)
        case .formatted(let format): checkFormat(value, format, pointer, &faults)
        case .integer(let range): checkInteger(value, range, pointer, &faults)
        case .boolean: expect(value.bool != nil, value, "not_boolean", pointer, &faults)
        case .choice(let names):
            expect(
                value.string.map(names.contains) ?? false, value, "not_a_choice",
                with: ["choices": names.joined(separator: ", ")], pointer, &faults)
        case .list(let shape, let max): checkList(value, shape, max, pointer, &faults)
        case .object(let fields): checkObject(value, fields, pointer, &faults)
        case .map, .free: checkFree(value, pointer, &faults)
        }
    }

    private func expect(
        _ holds: Bool, _ value: JSON, _ code: String, with values: [String: String] = [:], _ pointer: String,
        _ faults: inout [FieldProblem]
    ) -> JSON {
        if !holds { faults.add(FieldProblem(pointer, code, values)) }
        return value
    }

    private func checkText(
        _ value: JSON, _ length: ClosedRange<Int>, lines: Bool, _ pointer: String, _ faults: inout [FieldProblem]
    ) -> JSON {
        guard let raw = value.string else { return expect(false, value, "not_text", pointer, &faults) }
        guard raw.utf8.count <= length.upperBound * 4 + 64 else {
            return expect(false, value, "too_long", with: ["max": "\(length.upperBound)"], pointer, &faults)
        }
        guard let text = raw.cleaned(lines: lines) else {
            return expect(false, value, "unreadable_text", pointer, &faults)
        }
        let count = text.unicodeScalars.count
        if count < length.lowerBound {
            faults.add(FieldProblem(pointer, count == 0 ? "required" : "too_short", ["min": "\(length.lowerBound)"]))
        } else if count > length.upperBound {
            faults.add(FieldProblem(pointer, "too_long", ["max": "\(length.upperBound)"]))
        }
        return .string(text)
    }

    private func checkFormat(_ value: JSON, _ format: Format, _ pointer: String, _ faults: inout [FieldProblem]) -> JSON
    {
        guard let raw = value.string else { return expect(false, value, "not_text", pointer, &faults) }
        guard raw.utf8.count <= format.maxLength * 4, let text = raw.cleaned(lines: false),
            format.accepts(format.isRaw ? raw : text)
        else {
            return expect(
                false, value, "not_\(format.name.hasSuffix("-id") ? "id" : format.name.replacing("-", with: "_"))",
                pointer, &faults)
        }
        return .string(format.isRaw ? raw : text)
    }

    private func checkInteger(
        _ value: JSON, _ range: ClosedRange<Int64>, _ pointer: String, _ faults: inout [FieldProblem]
    ) -> JSON {
        guard let number = value.integer else { return expect(false, value, "not_whole_number", pointer, &faults) }
        let bounds = ["min": "\(range.lowerBound)", "max": "\(range.upperBound)"]
        return expect(range.contains(number), value, "out_of_range", with: bounds, pointer, &faults)
    }

    private func checkList(
        _ value: JSON, _ shape: Shape, _ max: Int, _ pointer: String, _ faults: inout [FieldProblem]
    ) -> JSON {
        guard let values = value.array else { return expect(false, value, "not_a_list", pointer, &faults) }
        guard values.count <= max else {
            return expect(false, value, "too_many", with: ["max": "\(max)"], pointer, &faults)
        }
        return .array(values.enumerated().map { shape.check($1, at: "\(pointer)/\($0)", &faults) })
    }

    private func checkObject(_ value: JSON, _ fields: [Field], _ pointer: String, _ faults: inout [FieldProblem])
        -> JSON
    {
        guard let members = value.members else { return expect(false, value, "not_an_object", pointer, &faults) }
        for member in members where !fields.contains(where: { $0.name == member.name }) {
            let name = String(member.name.unicodeScalars.prefix(40))
            faults.add(FieldProblem("\(pointer)/\(name)", "unknown_field"))
        }
        let checked = fields.compactMap { field -> JSON.Member? in
            switch value[field.name] {
            case nil, .some(.null):
                if field.isRequired && !field.isNullable {
                    faults.add(FieldProblem("\(pointer)/\(field.name)", "required"))
                }
                return nil
            case .some(let inner):
                return JSON.Member(field.name, field.shape.check(inner, at: "\(pointer)/\(field.name)", &faults))
            }
        }
        return .object(checked)
    }

    private func checkFree(_ value: JSON, _ pointer: String, _ faults: inout [FieldProblem]) -> JSON {
        guard case .free(let bytes) = self else { return value }
        return expect(
            value.members != nil && value.bytes.count <= bytes, value, "too_long", with: ["max": "\(bytes)"], pointer,
            &faults)
    }
}

extension [FieldProblem] {
    /// A refusal must not be larger than what it refuses: after so many nothing more is named.
    fileprivate mutating func add(_ fault: FieldProblem) {
        if count < FieldProblem.most { append(fault) }
    }
}

extension Schema {
    /// The input as fields, or `Problem.invalid` naming everything that is wrong with it at once, 200 faults at most.
    package func accept(_ value: JSON) throws(Problem) -> Fields {
        var faults: [FieldProblem] = []
        let checked = Shape.object(fields).check(value, at: "", &faults)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        return Fields(object: checked)
    }

    /// The same from a form or a query, where everything is text: each becomes what its shape wants; empty means not given.
    package func accept(form: [String: String]) throws(Problem) -> Fields {
        try accept(query: form.filter { !$0.value.isEmpty })
    }

    /// The same from the query of an API's address: a program leaves out what it does not give, so empty is wrong.
    package func accept(query: [String: String]) throws(Problem) -> Fields {
        let members = query.sorted { $0.key < $1.key }.map { name, text in
            JSON.Member(name, fields.first { $0.name == name }?.shape.read(text) ?? .string(text))
        }
        return try accept(.object(members))
    }
}

extension Shape {
    /// A form's text as the JSON that this shape expects; what can't be read stays text and is refused by `check`.
    fileprivate func read(_ text: String) -> JSON? {
        if text.isEmpty { return nil }
        return switch self {
        case .integer: Int64(text).map(JSON.integer) ?? .string(text)
        case .boolean:
            ["true", "on", "1"].contains(text) ? true : ["false", "off", "0"].contains(text) ? false : .string(text)
        case .list(let shape, _):
            .array(text.split(separator: "\n").compactMap { shape.read(String($0)) })
        default: .string(text)
        }
    }
}
