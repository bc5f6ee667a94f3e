import Catalogue
import Kernel
import Web
import Words

/// What somebody answered to one of the offering's questions (B9), kept with the question as it was asked.
package struct BookingAnswer: Sendable, Hashable {
    package let question: String
    package let label: String
    package let answer: String

    package init(question: String, label: String, answer: String) {
        (self.question, self.label, self.answer) = (question, label, answer)
    }

    init(_ question: Question, _ answer: String) {
        self.question = question.id
        label = question.label
        self.answer = answer
    }

    init?(_ json: JSON) {
        guard let question = json["question"]?.string, let label = json["label"]?.string,
            let answer = json["answer"]?.string
        else { return nil }
        (self.question, self.label, self.answer) = (question, label, answer)
    }

    /// As it is stored and as the API shows it.
    package var json: JSON { ["question": .string(question), "label": .string(label), "answer": .string(answer)] }

    /// As it is read: a ticked box is kept as `true`.
    package func shown(_ words: Wording) -> String { answer == "true" ? words("answer.agreed") : answer }

    /// What `json` holds.
    package static let fields = [
        Field("question", .text(1...40), sample: "level"),
        Field("label", .text(1...200), sample: "How well do you swim?"),
        Field("answer", .text(0...1_000, lines: true), sample: "A little"),
    ]

    static func list(stored text: String) -> [BookingAnswer] {
        ((try? JSON.parse(Array(text.utf8)))?.array ?? []).compactMap(BookingAnswer.init)
    }

    /// Answers to the questions of an offering, in its order. Throws 422 that names each that is missing or can't be: the field is
    /// `answers/<question>`. Staff may leave out what a client may not.
    package static func accept(_ given: [String: String], to questions: [Question], isByStaff: Bool) throws(Problem)
        -> [BookingAnswer]
    {
        var faults = given.keys.filter { id in !questions.contains { $0.id == id } }.sorted().prefix(20).map {
            FieldProblem("/answers/\($0.prefix(40))", "unknown_field")
        }
        var answers: [BookingAnswer] = []
        for question in questions {
            let text = (given[question.id] ?? "").trimmed
            if text.isEmpty || question.kind == .consent && text == "false" {
                if question.isRequired && !isByStaff {
                    faults.append(
                        FieldProblem(
                            "/answers/\(question.id)", question.kind == .consent ? "consent_needed" : "required"))
                }
            } else if let fault = question.fault(text) {
                faults.append(
                    FieldProblem(
                        "/answers/\(question.id)", fault,
                        ["choices": question.choices.joined(separator: ", "), "max": "1000"]))
            } else {
                answers.append(BookingAnswer(question, text))
            }
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return answers
    }
}

extension Question {
    /// An answer as somebody typed it into a form: of a number, a comma is the decimal sign. One before three digits could be a sign
    /// of thousands as well; it stays, and is refused.
    package func read(_ typed: String) -> String {
        let parts = typed.trimmed.split(separator: ",", omittingEmptySubsequences: false)
        guard kind == .number, parts.count == 2, !typed.contains("."),
            parts[1].count != 3 || ["0", "-0"].contains(parts[0])
        else { return typed }
        return parts.joined(separator: ".")
    }

    /// The code of what is wrong with an answer; nil for one that fits.
    fileprivate func fault(_ text: String) -> String? {
        switch kind {
        case .text: text.unicodeScalars.count > 1_000 ? "too_long" : nil
        case .choice: choices.contains(text) ? nil : "not_a_choice"
        case .number: Self.isNumber(text) ? nil : "not_number"
        case .date: LocalDate(text) == nil ? "not_date" : nil
        case .consent: text == "true" ? nil : "not_boolean"
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count) && digits.utf8.count <= 20
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
    }
}
