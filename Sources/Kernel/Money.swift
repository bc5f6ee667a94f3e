/// An exact amount of money, in whole minor units of its currency.
package struct Money: Hashable, Sendable {
    /// Cents for EUR, yen for JPY, fils for KWD. Negative for what is given back.
    package let minor: Int64
    package let currency: Currency

    package init(minor: Int64, currency: Currency) {
        self.minor = minor
        self.currency = currency
    }

    package static func zero(_ currency: Currency) -> Money {
        Money(minor: 0, currency: currency)
    }
}

/// Why two amounts have no sum.
package enum MoneyFault: Error, Hashable {
    case currencies(Currency, Currency)
    /// The result does not fit 64 bits of minor units.
    case overflow
}

extension Money {
    /// The exact sum. Throws for another currency and for overflow.
    package func adding(_ other: Money) throws(MoneyFault) -> Money {
        try checked(other, minor.addingReportingOverflow(other.minor))
    }

    /// The exact difference. Throws for another currency and for overflow.
    package func subtracting(_ other: Money) throws(MoneyFault) -> Money {
        try checked(other, minor.subtractingReportingOverflow(other.minor))
    }

    /// The exact product. Throws for overflow.
    package func multiplied(by count: Int) throws(MoneyFault) -> Money {
        try checked(self, minor.multipliedReportingOverflow(by: Int64(count)))
    }

    /// A share in hundredths of a percent (10,000 is all of it), rounded half to even. Stops at the limits of 64
    /// bits, which no amount of 15 digits reaches below 92,000 %.
    package func percent(basisPoints: Int) -> Money {
        scaled(by: basisPoints, over: 10_000)
    }

    /// What some minutes cost at a price per hour, rounded half to even. Stops at the limits of 64 bits.
    package static func rate(perHour: Money, minutes: Int) -> Money {
        perHour.scaled(by: minutes, over: 60)
    }

    private func checked(
        _ other: Money, _ result: (partialValue: Int64, overflow: Bool)
    ) throws(MoneyFault) -> Money {
        guard other.currency == currency else { throw .currencies(currency, other.currency) }
        guard !result.overflow else { throw .overflow }
        return Money(minor: result.partialValue, currency: currency)
    }

    private func scaled(by factor: Int, over divisor: Int) -> Money {
        let divisor = Int128(divisor)
        let product = Int128(minor) * Int128(factor)
        let floor = floorDivide(product, divisor)
        let twice = 2 * floorRemainder(product, divisor)
        let roundsUp = twice > divisor || twice == divisor && !floor.isMultiple(of: 2)
        return Money(minor: Int64(clamping: floor + (roundsUp ? 1 : 0)), currency: currency)
    }
}
