/// What an offering costs.
package enum PriceRule: Hashable, Sendable {
    case free
    /// For each person.
    case fixed(Money)
    /// For the booking, whoever comes and however long.
    case flat(Money)
    /// For each hour, whoever comes.
    case hourly(Money)

    /// The price of a booking, rounded half to even; `currency` is that of a free one. Throws for overflow.
    package func total(minutes: Int, party: Int, in currency: Currency) throws(MoneyFault) -> Money {
        switch self {
        case .free: .zero(currency)
        case .flat(let all): all
        case .fixed(let each): try each.multiplied(by: party)
        case .hourly(let hour): .rate(perHour: hour, minutes: minutes)
        }
    }
}

/// One line of a quote.
package struct PriceLine: Hashable, Sendable {
    /// The key of its words in the catalogue.
    package let label: String
    package let amount: Money

    package init(label: String, amount: Money) {
        self.label = label
        self.amount = amount
    }
}

/// The priced lines that a customer saw. They sum to the total, exactly.
package struct Quote: Hashable, Sendable {
    package let lines: [PriceLine]
    package let total: Money

    /// Throws when a line is in another currency, or for overflow.
    package init(lines: [PriceLine], currency: Currency) throws(MoneyFault) {
        var total = Money.zero(currency)
        for line in lines { total = try total.adding(line.amount) }
        self.lines = lines
        self.total = total
    }
}
