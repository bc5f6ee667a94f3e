import Bookings
import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// What the form asks for: who books, who comes, what the offering asks, and whether the same is wanted on further dates.
struct BookForm: Sendable {
    let client: Client
    let participants: [String]
    /// By position; empty for who has given none.
    let participantEmails: [String]
    let answers: [String: String]
    /// Nil for one booking.
    let recurrence: Recurrence?
    let skipsTaken: Bool
    let request: String?
    let hold: String?

    /// The longest series that the form makes.
    static let repeatMost = 12

    /// Throws 422 that names each field at fault.
    init(_ typed: [String: String], _ offering: Offering, party: Int) throws(Problem) {
        let schema = Self.schema(offering, party: party)
        var given: [String: String] = [:]
        for question in offering.terms.questions {
            given[question.id] = typed["answers/\(question.id)"].map(question.read)
        }
        var faults: [FieldProblem] = []
        do { _ = try BookingAnswer.accept(given, to: offering.terms.questions, isByStaff: false) } catch {
            faults = error.fields
        }
        let fields: Fields
        do { fields = try schema.accept(form: typed) } catch {
            throw .invalid(error.fields.filter { one in !faults.contains { $0.pointer == one.pointer } } + faults)
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        client = try Client(fields)
        participants = Self.names(offering, party: party).compactMap { fields.text($0) }
        participantEmails = Self.emails(offering, party: party).map { fields.text($0) ?? "" }
        answers = offering.terms.questions.reduce(into: given) { answers, question in
            if let text = fields.text("answers/\(question.id)") { answers[question.id] = question.read(text) }
        }
        recurrence = fields.integer("repeat_weeks").flatMap {
            Recurrence(everyWeeks: $0, end: .count(fields.integer("repeat_count") ?? 4))
        }
        skipsTaken = fields.bool("skip_unavailable") ?? false
        request = fields.text("request")
        hold = fields.text("hold")
    }

    private static func names(_ offering: Offering, party: Int) -> [String] {
        offering.terms.asksNames ? (0..<party).map { "participants/\($0)" } : []
    }

    private static func emails(_ offering: Offering, party: Int) -> [String] {
        offering.terms.asksNames ? (0..<party).map { "participant_emails/\($0)" } : []
    }

    static func schema(_ offering: Offering?, party: Int) -> Schema {
        let names = offering.map { Self.names($0, party: party) } ?? []
        let questions = offering?.terms.questions ?? []
        return Schema(
            "BookForm",
            Client.fields.filter { $0.name != "referral" }
                + names.map { Field($0, .text(1...120), sample: "John Doe") }
                + (offering.map { Self.emails($0, party: party) } ?? []).map {
                    Field($0, .formatted(.email), optional: true, sample: nil)
                }
                + questions.map {
                    Field("answers/\($0.id)", .text(0...1_000, lines: true), optional: !$0.isRequired, sample: nil)
                } + own)
    }

    private static let own =
        [
            Field("start", .text(1...80), optional: true, "Another time than the path's.", sample: nil),
            Field(
                "request", .text(16...64), optional: true, "The form's own key, so that sending it twice books once.",
                sample: nil),
            Field("hold", .text(1...100), optional: true, sample: nil),
            Field("tz", .text(1...64), optional: true, sample: nil),
            Field("repeat_weeks", .integer(1...4), optional: true, sample: nil),
            Field("repeat_count", .integer(2...Int64(repeatMost)), optional: true, sample: nil),
            Field("skip_unavailable", .boolean, optional: true, sample: nil), Choice.sessionField,
        ] + Choice.fields

    static let client = [
        FormField("client_name", autocomplete: "name"),
        FormField("client_email", .input(type: "email"), autocomplete: "email", hint: true, either: true),
        FormField("client_phone", .input(type: "tel"), autocomplete: "tel", hint: true, either: true),
    ]

    /// - Parameter news: the words that ask for consent to news; nil where they are not asked for.
    static func fields(_ offering: Offering?, party: Int, news: String? = nil, _ words: Wording) -> [FormField] {
        let names = offering.map { zip(Self.names($0, party: party), Self.emails($0, party: party)) }
        return client
            + (names.map(Array.init) ?? []).enumerated().flatMap { index, names in
                participant(names.0, names.1, index + 1, words)
            } + (offering?.terms.questions ?? []).map { $0.field("answers/\($0.id)", label: $0.label, words) }
            + [FormField("notes", .textarea(rows: 3))] + Self.news(news)
    }

    /// A box that nobody ticks for the client.
    static func news(_ wording: String?) -> [FormField] {
        wording.map { [FormField("wants_news", .checkbox, label: $0)] } ?? []
    }

    /// The two fields of one who comes.
    static func participant(_ name: String, _ email: String, _ number: Int, _ words: Wording, of what: String = "")
        -> [FormField]
    {
        let values = ["number": words.formats.number(number)]
        return [
            FormField(name, label: what + words("public.form.participant", values)),
            FormField(
                email, .input(type: "email"), label: what + words("public.form.participant_email", values)),
        ]
    }

    static func repeating(_ words: Wording) -> [FormField] {
        let often = [1, 2, 4].map { (weeks: Int) in
            (value: "\(weeks)", label: words("public.repeat.weeks", count: weeks))
        }
        return [
            FormField(
                "repeat_weeks", .select([(value: "", label: words("public.repeat.once"))] + often), either: true),
            FormField(
                "repeat_count", .input(type: "number"), inputmode: "numeric", hint: true, either: true, min: "2",
                max: "\(repeatMost)"),
        ]
    }
}

extension Question {
    func field(_ name: String, label: String, _ words: Wording) -> FormField {
        switch kind {
        case .text: FormField(name, .textarea(rows: 2), label: label)
        case .choice:
            FormField(
                name,
                .select([(value: "", label: words("public.form.choose"))] + choices.map { (value: $0, label: $0) }),
                label: label)
        case .number: FormField(name, inputmode: "decimal", label: label)
        case .date: FormField(name, .input(type: "date"), label: label)
        case .consent: FormField(name, .checkbox, label: label)
        }
    }
}
