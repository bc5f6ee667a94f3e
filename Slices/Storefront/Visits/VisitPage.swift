import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// What is to be booked in one visit, in which order.
struct VisitPage: Page {
    struct Option: Sendable {
        let value: String
        let label: String
        let isSelected: Bool
    }
    struct Part: Sendable {
        let partID: String
        let partLabel: String
        let isNeeded: Bool
        let options: [Option]
    }

    static let template = "public-visit"
    let title: String
    let steps: [Step]
    let action: String
    let tz: String?
    /// Said when what was chosen is no visit.
    let wrong: String?
    let parts: [Part]
    let backHref: String

    /// - Parameter ids: what was chosen before.
    init(_ front: Front, chosen ids: [String], isWrong: Bool = false) {
        let words = front.words
        title = words("public.visit.title", ["business": front.business.name])
        steps = Step.all(words, at: 1)
        action = "\(front.path)/visit/times"
        tz = front.chosenZone
        wrong = isWrong ? words("public.visit.wrong") : nil
        parts = (0..<SchedulingSlice.visitMost).map { number in
            Part(number, front, chosen: ids.indices.contains(number) ? ids[number] : "")
        }
        backHref = front.path
    }

    private init(sample words: Wording) {
        title = words("public.visit.title", ["business": "Swim School"])
        steps = Step.all(words, at: 1)
        (action, tz) = ("/book/swim-school/visit/times", "Europe/London")
        wrong = words("public.visit.wrong")
        parts = [
            Part(
                partID: "part-1", partLabel: words("public.visit.first"), isNeeded: true,
                options: [Option(value: "off_1", label: "Private lesson · 1 h · €50.00", isSelected: true)])
        ]
        backHref = "/book/swim-school"
    }

    static func sample(_ words: Wording) -> VisitPage { VisitPage(sample: words) }
}

extension VisitPage.Part {
    fileprivate init(_ number: Int, _ front: Front, chosen: String) {
        let words = front.words
        partID = "part-\(number + 1)"
        partLabel = words(number == 0 ? "public.visit.first" : "public.visit.then")
        isNeeded = number < ChosenVisit.least
        let nothing = VisitPage.Option(
            value: "", label: words(isNeeded ? "public.form.choose" : "public.visit.nothing"),
            isSelected: chosen.isEmpty)
        options =
            [nothing]
            + front.book.visitable.map { offering in
                VisitPage.Option(
                    value: offering.id.description, label: front.visitLabel(offering),
                    isSelected: offering.id.description == chosen)
            }
    }
}

extension Front {
    /// An offering in a list of choices: how long it takes and what it costs.
    fileprivate func visitLabel(_ offering: Offering) -> String {
        let wish = Choice(Fields(), offering, book).wish
        let price = (try? wish.price(offering, book)).map { self.price($0) }
        return [offering.name, words.formats.duration(minutes: wish.minutes), price].compactMap { $0 }
            .joined(separator: " · ")
    }
}
