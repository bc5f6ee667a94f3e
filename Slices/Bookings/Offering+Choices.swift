import Catalogue
import Kernel
import Scheduling

extension Offering {
    /// The people or rooms between which a client may choose; none when there is nothing to choose.
    package func choices(_ book: Book) -> [Resource] {
        guard kind == .room && !book.isEverywhere(self) || terms.letsChoose && kind != .course else { return [] }
        let groups = book.fitting(needs, at: nil).filter { $0.count > 1 }
        return groups.first { $0.first?.kind == (kind == .room ? .room : .person) } ?? groups.first ?? []
    }

    /// Whether one of them has to be chosen, as each has a price of its own.
    package func mustChoose(_ book: Book) -> Bool { (try? Wish(self).price(self, book)) == nil }
}
