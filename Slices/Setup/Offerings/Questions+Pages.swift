import Catalogue
import Identity
import Kernel
import Storage
import Web

/// The questions of an offering are changed one at a time: each button of the page is one step of `QuestionStep`. To restore is to
/// take a removal back.
enum QuestionStep: String {
    case save, up, down, remove, restore

    /// The list after this step with question `id`; empty is a new one. Throws 422 for a question that makes no sense.
    func applied(to questions: [Question], id: String, _ form: [String: String]) throws(Problem) -> [JSON] {
        var list = questions.map(\.json)
        let index = questions.firstIndex { $0.id == id }
        guard index != nil || id.isEmpty && self == .save || self == .restore else { throw .notFound }
        switch self {
        case .save:
            let numbers = (1...QuestionsPage.most + 1).lazy.map { "q\($0)" }
            let name = index == nil ? numbers.first { new in !questions.contains { $0.id == new } } ?? "q" : id
            let question = try Self.question(
                name, try QuestionsPage.schema.accept(form: Self.clean(form, names: QuestionsPage.schema)))
            if let index { list[index] = question } else { list.append(question) }
        case .up, .down:
            guard let index else { throw .notFound }
            let other = self == .up ? index - 1 : index + 1
            if list.indices.contains(other) { list.swapAt(index, other) }
        case .remove:
            if let index { list.remove(at: index) }
        case .restore:
            let former = try Self.former.accept(form: Self.clean(form, names: Self.former).merging(["id": id]) { $1 })
            guard index == nil else { throw .field("label", "taken_twice") }
            let question = try Self.question(id, former)
            list.insert(question, at: min(former.integer("place") ?? 0, list.count))
        }
        guard list.count <= QuestionsPage.most else {
            throw .invalid([FieldProblem("/label", "too_many", ["max": "\(QuestionsPage.most)"])])
        }
        return list
    }

    /// What brings back the question that was at `index`.
    static func undo(_ question: Question, at index: Int, _ path: String) -> Undo {
        Undo(
            path,
            QuestionsPage.values(question).merging([
                "step": restore.rawValue, "question": question.id, "place": "\(index)",
            ]) { $1 })
    }

    private static let former = Schema(
        "FormerQuestion", Question.fields + [Field("place", .integer(0...100), optional: true, sample: 0)])

    private static func clean(_ form: [String: String], names schema: Schema) -> [String: String] {
        let names = Set(schema.fields.map(\.name))
        return form.mapValues { $0.replacing("\r\n", with: "\n") }.filter { names.contains($0.key) }
    }

    private static func question(_ id: String, _ given: Fields) throws(Problem) -> JSON {
        var members = given.values.filter { !["id", "place"].contains($0.key) }.map { JSON.Member($0.key, $0.value) }
        members.append(.init("id", .string(id)))
        let question = JSON.object(members)
        do { _ = try Question.list([question]) } catch { throw .field("choices", "choices_of_choice") }
        return question
    }
}

extension SetupSlice {
    var questionPages: [PageRoute] {
        let path = "/desk/{slug}/offerings/{id}/questions"
        return [
            .get(path, access: .member("settings:modify")) { visit in
                try await catalogue.deskPage(visit, .settingsModify) { member, db in
                    let offering = try offering(visit, member, in: db)
                    return QuestionsPage(
                        slug: member.business.slug, offering.id, name: offering.name, offering.terms.questions,
                        visit.words)
                }
            },
            .post(path, access: .member("settings:modify")) { visit in try await changeQuestions(visit) },
        ]
    }

    private func changeQuestions(_ visit: Visit) async throws -> Answer {
        let id = visit.body.text("question") ?? ""
        return try await catalogue.deskForm(visit, .settingsModify) { member, db in
            let offering = try offering(visit, member, in: db)
            let step = visit.body.text("step").flatMap(QuestionStep.init) ?? .save
            let list = try step.applied(to: offering.terms.questions, id: id, visit.body.texts)
            _ = try catalogue.updateOffering(
                member, offering.id, Fields(["questions": .array(list)]), by: Origin(visit), in: db)
            let back = "/desk/\(member.business.slug)/offerings/\(offering.id)/questions"
            let index = offering.terms.questions.firstIndex { $0.id == id }
            guard step == .remove, let index else { return Answer.see(back).noticing("setup.notice.saved") }
            return Answer.see(back).noticing(
                "setup.notice.question_removed",
                undo: QuestionStep.undo(offering.terms.questions[index], at: index, back))
        } refused: { problem, member, db in
            let offering = try offering(visit, member, in: db)
            return QuestionsPage(
                slug: member.business.slug, offering.id, name: offering.name, offering.terms.questions, visit.words,
                refused: (visit.body.text("step") == QuestionStep.restore.rawValue ? "" : id, visit.body.texts, problem)
            )
        }
    }
}
