import Bookings
import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// What the form of a visit asks for: who books, and for each part who comes and what its offering asks.
struct VisitForm: Sendable {
    let client: Client
    /// By part.
    let participants: [[String]]
    let participantEmails: [[String]]
    /// By part, then by the question's id.
    let answers: [[String: String]]
    let request: String?

    /// Throws 422 that names each field at fault.
    init(_ typed: [String: String], _ parts: [VisitPart]) throws(Problem) {
        let schema = Self.schema(parts)
        let known = Set(schema.fields.map(\.name))
        var faults: [FieldProblem] = []
        for (number, part) in parts.enumerated() {
            let given = Self.given(typed, number, part)
            do { _ = try BookingAnswer.accept(given, to: part.offering.terms.questions, isByStaff: false) } catch {
                faults += error.fields.map { FieldProblem("/parts/\(number)\($0.pointer)", $0.code, $0.values) }
            }
        }
        let fields: Fields
        do { fields = try schema.accept(form: typed.filter { known.contains($0.key) }) } catch {
            throw .invalid(error.fields.filter { one in !faults.contains { $0.pointer == one.pointer } } + faults)
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        client = try Client(fields)
        participants = parts.indices.map { number in [fields.text(Self.name(number))].compactMap { $0 } }
        participantEmails = parts.indices.map { number in [fields.text(Self.email(number))].compactMap { $0 } }
        answers = parts.enumerated().map { number, part in Self.given(fields.texts, number, part) }
        request = fields.text("request")
    }

    private static func given(_ typed: [String: String], _ number: Int, _ part: VisitPart) -> [String: String] {
        var given: [String: String] = [:]
        for question in part.offering.terms.questions {
            given[question.id] = typed[answer(number, question)].map(question.read)
        }
        return given
    }

    private static func name(_ number: Int) -> String { "parts/\(number)/participant" }
    private static func email(_ number: Int) -> String { "parts/\(number)/participant_email" }
    private static func answer(_ number: Int, _ question: Question) -> String {
        "parts/\(number)/answers/\(question.id)"
    }

    static func schema(_ parts: [VisitPart]) -> Schema {
        let own = parts.enumerated().flatMap { number, part in
            (part.offering.terms.asksNames
                ? [
                    Field(name(number), .text(1...120), sample: "John Doe"),
                    Field(email(number), .formatted(.email), optional: true, sample: nil),
                ] : [])
                + part.offering.terms.questions.map {
                    Field(answer(number, $0), .text(0...1_000, lines: true), optional: !$0.isRequired, sample: nil)
                }
        }
        return Schema(
            "VisitForm",
            Client.fields.filter { $0.name != "referral" } + own + [
                Field("request", .text(16...64), optional: true, "So that sending it twice books once.", sample: nil)
            ])
    }

    static func fields(_ parts: [VisitPart], news: String? = nil, _ words: Wording) -> [FormField] {
        let own = parts.enumerated().flatMap { number, part in
            let what = part.offering.name
            return
                (part.offering.terms.asksNames
                ? BookForm.participant(name(number), email(number), 1, words, of: "\(what): ") : [])
                + part.offering.terms.questions.map {
                    $0.field(answer(number, $0), label: "\(what): \($0.label)", words)
                }
        }
        return BookForm.client + own + [FormField("notes", .textarea(rows: 3))] + BookForm.news(news)
    }
}
