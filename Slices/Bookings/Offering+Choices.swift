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

    /// What it costs at least, in the unit of its pricing: an hour of the cheapest, where each has a rate of its own.
    package func leastPrice(_ book: Book) -> Money {
        guard terms.pricing == .perHour, price.minor == 0 else { return price }
        let rates = choices(book).compactMap(\.hourlyRate)
        let own = needs.joined().compactMap { book.resources[$0]?.hourlyRate }.min() ?? 0
        return Money(minor: Int64(rates.min() ?? own), currency: price.currency)
    }

    /// Whether one of them has to be chosen, as each has a price of its own.
    package func mustChoose(_ book: Book) -> Bool { (try? Wish(self).price(self, book)) == nil }
}
