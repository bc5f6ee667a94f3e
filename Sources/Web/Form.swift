import Words

/// A form on a page: what the `fields` and `problems` partials need, made from a schema, what was typed, and what was wrong.
package struct FormView: Sendable {
    package struct Option: Sendable {
        package let value: String
        package let label: String
        package let isSelected: Bool
    }
    package struct FieldView: Sendable {
        package var name = ""
        package var id = ""
        package var label = ""
        package var type = "text"
        package var value = ""
        package var error: String?
        package var hint: String?
        package var isRequired = false
        package var isMarkedOptional = false
        package var isTextarea = false
        package var isSelect = false
        package var isCheckbox = false
        package var isChecked = false
        package var isHidden = false
        package var isInput = false
        package var options: [Option] = []
        package var autocomplete: String?
        package var inputmode: String?
        package var min: String?
        package var max: String?
        package var rows: String?
        package var accept: String?
        package var describedBy: String?
    }
    package struct ProblemLink: Sendable {
        package let href: String
        package let sentence: String

        package init(href: String, sentence: String) {
            self.href = href
            self.sentence = sentence
        }
    }

    package let fields: [FieldView]
    package let problems: [ProblemLink]
    package let problemTitle: String?

    package init(fields: [FieldView], problems: [ProblemLink], problemTitle: String?) {
        self.fields = fields
        self.problems = problems
        self.problemTitle = problemTitle
    }
}

/// How one field of a schema looks in a form. Its label is `<prefix>.<name>` in the catalogue unless it brings its own, its hint
/// `<prefix>.<name>.hint`.
package struct FormField: Sendable {
    package enum Look: Sendable {
        case input(type: String)
        case textarea(rows: Int)
        case checkbox
        case select([(value: String, label: String)])
        case hidden
    }
    let name: String
    let look: Look
    let autocomplete: String?
    let inputmode: String?
    let hasHint: Bool
    let isEither: Bool
    let bounds: (min: String?, max: String?)
    let accept: String?
    let label: String?

    /// - Parameters:
    ///   - either: one of several fields of which one is needed; it is not called optional.
    ///   - accept: the media types of a file.
    ///   - label: what somebody wrote, such as a question, in place of the catalogue's sentence.
    package init(
        _ name: String, _ look: Look = .input(type: "text"), autocomplete: String? = nil, inputmode: String? = nil,
        hint: Bool = false, either: Bool = false, min: String? = nil, max: String? = nil,
        accept: String? = nil, label: String? = nil
    ) {
        self.name = name
        self.look = look
        self.autocomplete = autocomplete
        self.inputmode = inputmode
        self.hasHint = hint
        self.isEither = either
        self.bounds = (min, max)
        self.accept = accept
        self.label = label
    }

    /// Whether a fault is this field's: its own, or one inside of it.
    fileprivate func holds(_ fault: FieldProblem) -> Bool {
        fault.name == name || fault.name.split(separator: "/").first == name[...]
    }
}

extension FormView {
    /// - Parameters:
    ///   - values: what the fields show, by name: from the record at first, from `visit.body` after a refusal.
    ///   - problem: the refusal, if the form comes back.
    ///   - ids: what its fields' ids begin with, where a page has several forms.
    package init(
        _ fields: [FormField], schema: Schema, prefix: String, values: [String: String], problem: Problem? = nil,
        ids: String = "f", words: Wording
    ) {
        var views: [FieldView] = []
        var links: [ProblemLink] = []
        for field in fields {
            let fault = problem?.fields.first(where: field.holds)
            let view = FieldView(field, schema, prefix, ids, values[field.name], fault?.sentence(words), words)
            if let error = view.error {
                links.append(ProblemLink(href: "#\(view.id)", sentence: "\(view.label): \(error)"))
            }
            views.append(view)
        }
        let others =
            problem?.fields.filter { fault in !fields.contains { $0.holds(fault) } } ?? []
        links += others.map { ProblemLink(href: "#main", sentence: "\($0.name): \($0.sentence(words))") }
        self.init(fields: views, problems: links, problemTitle: problem?.sentence(words))
    }
}

extension FormView.FieldView {
    fileprivate init(
        _ field: FormField, _ schema: Schema, _ prefix: String, _ ids: String, _ value: String?, _ error: String?,
        _ words: Wording
    ) {
        name = field.name
        id = "\(ids)-\(field.name)"
        label = field.label ?? words("\(prefix).\(field.name)")
        self.value = value ?? ""
        self.error = error
        hint = field.hasHint ? words("\(prefix).\(field.name).hint") : nil
        isRequired = schema.fields.first { $0.name == field.name }.map { $0.isRequired && !$0.isNullable } ?? false
        isMarkedOptional = !isRequired && !field.isEither
        autocomplete = field.autocomplete
        inputmode = field.inputmode
        (min, max) = field.bounds
        accept = field.accept
        let notes = [hint == nil ? nil : "\(id)-hint", error == nil ? nil : "\(id)-error"].compactMap { $0 }
        describedBy = notes.isEmpty ? nil : notes.joined(separator: " ")
        switch field.look {
        case .input(let type):
            isInput = true
            self.type = type
        case .textarea(let rows):
            isTextarea = true
            self.rows = "\(rows)"
        case .checkbox:
            isCheckbox = true
            isChecked = ["true", "on", "1"].contains(self.value)
        case .select(let choices):
            isSelect = true
            // It always has an answer.
            isMarkedOptional = false
            options = choices.map {
                FormView.Option(value: $0.value, label: $0.label, isSelected: $0.value == self.value)
            }
        case .hidden: isHidden = true
        }
    }
}

extension Fields {
    /// What a form's fields held, as typed: to show the form again.
    package var texts: [String: String] { values.compactMapValues(\.string) }
}
