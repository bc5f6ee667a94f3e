import Identity
import Kernel
import Storage
import Web

/// The questions of an offering are changed one at a time: each button of the page is one step of `QuestionStep`.
enum QuestionStep: String {
    case save, up, down, remove

    /// The list after this step with question `id`; empty is a new one. Throws 422 for a question that makes no sense.
    func applied(to questions: [Question], id: String, _ form: [String: String]) throws(Problem) -> [JSON] {
        var list = questions.map(\.json)
        let index = questions.firstIndex { $0.id == id }
        guard index != nil || id.isEmpty && self == .save else { throw .notFound }
        switch self {
        case .save:
            let numbers = (1...QuestionsPage.most + 1).lazy.map { "q\($0)" }
            let name = index == nil ? numbers.first { new in !questions.contains { $0.id == new } } ?? "q" : id
            let given = try QuestionsPage.schema.accept(
                form: form.mapValues { $0.replacing("\r\n", with: "\n") }.filter { Self.names.contains($0.key) })
            var members = given.values.map { JSON.Member($0.key, $0.value) }
            members.append(.init("id", .string(name)))
            let question = JSON.object(members)
            do { _ = try Question.list([question]) } catch { throw .field("choices", "choices_of_choice") }
            if let index { list[index] = question } else { list.append(question) }
        case .up, .down:
            guard let index else { throw .notFound }
            let other = self == .up ? index - 1 : index + 1
            if list.indices.contains(other) { list.swapAt(index, other) }
        case .remove:
            if let index { list.remove(at: index) }
        }
        return list
    }

    private static let names = Set(QuestionsPage.schema.fields.map(\.name))
}

extension CatalogueSlice {
    var questionPages: [PageRoute] {
        let path = "/desk/{slug}/offerings/{id}/questions"
        return [
            .get(path, access: .member("settings:modify")) { visit in
                try await deskPage(visit, .settingsModify) { member, db in
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
        return try await deskForm(visit, .settingsModify) { member, db in
            let offering = try offering(visit, member, in: db)
            let step = visit.body.text("step").flatMap(QuestionStep.init) ?? .save
            let list = try step.applied(to: offering.terms.questions, id: id, visit.body.texts)
            _ = try updateOffering(
                member, offering.id, Fields(["questions": .array(list)]), by: Origin(visit), in: db)
            return Answer.see("/desk/\(member.business.slug)/offerings/\(offering.id)/questions").noticing(
                "catalogue.notice.saved")
        } refused: { problem, member, db in
            let offering = try offering(visit, member, in: db)
            return QuestionsPage(
                slug: member.business.slug, offering.id, name: offering.name, offering.terms.questions, visit.words,
                refused: (id, visit.body.texts, problem))
        }
    }
}
