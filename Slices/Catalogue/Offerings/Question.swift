import Kernel
import Web

/// A question that an offering asks whoever books it (B9).
package struct Question: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case text, choice, number, date, consent
    }

    /// Names the question in the answers of a booking: lower-case words with underscores.
    package let id: String
    package let label: String
    package let kind: Kind
    package let isRequired: Bool
    /// Of a choice; else none.
    package let choices: [String]

    package static let fields = [
        Field(
            "id", .formatted(name), optional: true, "Made from the label unless given.", sample: "level"),
        Field("label", .text(1...200), sample: "How well do you swim?"),
        Field("kind", .choice(Kind.allCases.map(\.rawValue)), sample: "choice"),
        Field("is_required", .boolean, optional: true, sample: true),
        Field("choices", .list(.text(1...120), max: 30), optional: true, sample: ["Not yet", "A little", "Well"]),
    ]

    /// The same as they are shown.
    package static let view = fields.map { Field($0.name, $0.shape, $0.note, sample: $0.sample) }

    private static let name = Format("name", maxLength: 40, pattern: "^[a-z][a-z0-9_]{0,39}$") { text in
        text.utf8.count <= 40 && text.first.map { ("a"..."z").contains($0) } ?? false
            && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    }

    package init?(_ json: JSON) {
        guard let id = json["id"]?.string, let label = json["label"]?.string,
            let kind = json["kind"]?.string.flatMap(Kind.init)
        else { return nil }
        self.id = id
        self.label = label
        self.kind = kind
        isRequired = json["is_required"]?.bool ?? false
        choices = json["choices"]?.array?.compactMap(\.string) ?? []
    }

    package var json: JSON {
        [
            "id": .string(id), "label": .string(label), "kind": .string(kind.rawValue),
            "is_required": .bool(isRequired), "choices": .list(choices, JSON.string),
        ]
    }

    /// Questions as they were given, each with an id. Throws 422 for an id that is there twice and for a choice of nothing.
    package static func list(_ given: [JSON]) throws(Problem) -> [Question] {
        var questions: [Question] = []
        for (index, json) in given.enumerated() {
            let id = json["id"]?.string ?? "q\(index + 1)"
            let members = (json.members ?? []).filter { $0.name != "id" } + [.init("id", .string(id))]
            guard let question = Question(.object(members)) else { continue }
            guard !questions.contains(where: { $0.id == id }) else {
                throw .field("questions/\(index)/id", "taken_twice")
            }
            let offers = Set(question.choices).count
            guard question.kind == .choice ? offers >= 2 && offers == question.choices.count : offers == 0 else {
                throw .field("questions/\(index)/choices", "choices_of_choice")
            }
            questions.append(question)
        }
        return questions
    }
}
