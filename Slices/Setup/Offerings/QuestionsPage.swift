import Catalogue
import Kernel
import Web
import Words

/// What an offering asks whoever books it: one form for each question, and one to add another.
struct QuestionsPage: Page {
    struct Item: Sendable {
        let itemTitle: String
        let questionID: String
        let itemForm: FormView
        let isFirst: Bool
        let isLast: Bool
    }

    static let template = "questions"
    let title: String
    let lead: String
    let back: String
    let action: String
    let items: [Item]
    let hasItems: Bool
    /// Nil when there are as many as fit.
    let added: FormView?

    static let most = 20
    static let schema = Schema("QuestionForm", Question.fields.filter { $0.name != "id" })

    /// - Parameters:
    ///   - id: the question that was changed, or empty for a new one, with what was typed and what was wrong.
    init(
        slug: String, _ offering: OfferingID, name: String, _ questions: [Question], _ words: Wording,
        refused: (id: String, typed: [String: String], problem: Problem)? = nil
    ) {
        title = words("questions.title")
        lead = words("questions.lead", ["name": name])
        back = "/desk/\(slug)/offerings/\(offering)"
        action = "\(back)/questions"
        items = questions.enumerated().map { index, question in
            let mine = refused?.id == question.id ? refused : nil
            return Item(
                itemTitle: question.label, questionID: question.id,
                itemForm: Self.form(mine?.typed ?? Self.values(question), "q\(index)", mine?.problem, words),
                isFirst: index == 0, isLast: index == questions.count - 1)
        }
        hasItems = !items.isEmpty
        let new = refused?.id == "" ? refused : nil
        added = questions.count < Self.most || new != nil ? Self.form(new?.typed ?? [:], "f", new?.problem, words) : nil
    }

    private static func form(_ values: [String: String], _ ids: String, _ problem: Problem?, _ words: Wording)
        -> FormView
    {
        let kinds = Question.Kind.allCases.map { (value: $0.rawValue, label: words("questions.kind.\($0.rawValue)")) }
        return FormView(
            [
                FormField("label"), FormField("kind", .select(kinds)),
                FormField("choices", .textarea(rows: 3), hint: true), FormField("is_required", .checkbox),
            ], schema: schema, prefix: "questions.field", values: values, problem: problem, ids: ids, words: words)
    }

    static func values(_ question: Question) -> [String: String] {
        [
            "label": question.label, "kind": question.kind.rawValue, "is_required": "\(question.isRequired)",
            "choices": question.choices.joined(separator: "\n"),
        ]
    }

    static func sample(_ words: Wording) -> QuestionsPage {
        let questions = ["level", "date"].compactMap {
            Question(["id": .string($0), "label": "How well do you swim?", "kind": "choice", "choices": ["No", "Yes"]])
        }
        return QuestionsPage(
            slug: "swim-school", OfferingID(rawValue: 1), name: "Crawl class", questions, words,
            refused: ("level", ["label": ""], .field("label", "required")))
    }
}
