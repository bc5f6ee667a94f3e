import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// At which location a calendar looks; at all of them unless one is chosen, or where there is only one.
struct CalendarPlace {
    static let field = Field("location_id", .formatted(.id(LocationID.self)), optional: true, sample: nil)

    /// Nil for all.
    let location: LocationID?
    let choices: [CalendarFrame.Choice]

    init(_ query: Fields, _ book: Book, _ words: Wording) {
        let asked = query.id(Self.field.name, LocationID.self)
        let chosen = book.locations.count > 1 ? book.location(asked)?.id : nil
        location = chosen
        choices =
            book.locations.count < 2
            ? []
            : [.init(choiceValue: "", choiceLabel: words("calendar.everywhere"), isChosen: chosen == nil)]
                + book.locations.map {
                    .init(choiceValue: $0.id.description, choiceLabel: $0.name, isChosen: $0.id == chosen)
                }
    }

    /// What the ways to other dates and views carry along.
    var query: String? { location.map { "\(Self.field.name)=\($0)" } }

    /// Who belongs there, and who goes with every location.
    func has(_ resource: Resource) -> Bool {
        guard let location, let own = resource.location else { return true }
        return own == location
    }

    /// What takes place there.
    func has(_ block: CalendarBlock) -> Bool { location.map(block.locations.contains) ?? true }
}
