import Bookings
import Catalogue
import Kernel
import Web
import Words

/// An offering's questions as fields of a form: `answer_<id>`.
enum AnswerFields {
    private static func name(_ question: Question) -> String { "answer_\(question.id)" }

    static func schema(_ questions: [Question]) -> [Field] {
        questions.map { Field(name($0), .text(0...1_000, lines: true), optional: true, sample: nil) }
    }

    static func fields(_ questions: [Question]) -> [FormField] {
        questions.map { question in
            let look: FormField.Look =
                switch question.kind {
                case .text: .textarea(rows: 2)
                case .choice: .select([(value: "", label: "–")] + question.choices.map { ($0, $0) })
                case .number: .input(type: "text")
                case .date: .input(type: "date")
                case .consent: .checkbox
                }
            let mode = question.kind == .number ? "decimal" : nil
            return FormField(name(question), look, inputmode: mode, label: question.label)
        }
    }

    static func answers(_ questions: [Question], _ fields: Fields) -> [String: String] {
        questions.reduce(into: [:]) { answers, question in
            answers[question.id] = fields.text(name(question)).map(question.read)
        }
    }

    /// The refusal with the names that the form's fields have.
    static func named(_ problem: Problem) -> Problem {
        let fields = problem.fields.map { fault in
            let pointer =
                fault.name.hasPrefix("answers/") ? "/answer_\(fault.name.dropFirst("answers/".count))" : fault.pointer
            return FieldProblem(pointer == "/resource_id" ? "/resource_0" : pointer, fault.code, fault.values)
        }
        return Problem(problem.status, problem.code, problem.values, fields: fields, details: problem.details)
    }
}
