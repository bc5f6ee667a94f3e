extension Money {
    /// Reads a plain decimal such as `50.00`, `50` or `-0.5`: ASCII digits with an optional `-` and an optional point
    /// with digits on both sides, no needless leading zero, no more decimals than the currency has, at most 15
    /// digits in all, those decimals among them that are not written: what is read can be read again as `decimal`.
    package init?(decimal: String, currency: Currency) {
        var scanner = Scanner(decimal)
        let isNegative = scanner.take("-")
        let whole = scanner.digits()
        let hasPoint = scanner.take(".")
        let fraction = scanner.digits()
        guard scanner.isAtEnd, !whole.isEmpty, whole == "0" || !whole.hasPrefix("0"), hasPoint != fraction.isEmpty,
            fraction.count <= currency.exponent, whole.count + currency.exponent <= 15
        else { return nil }
        let zeros = String(repeating: "0", count: currency.exponent - fraction.count)
        guard let minor = Int64(whole + fraction + zeros) else { return nil }
        self.init(minor: isNegative ? -minor : minor, currency: currency)
    }

    /// All decimals of the currency and a point: `50.00` in EUR, `5000` in JPY, `-0.050` in KWD.
    package var decimal: String {
        let digits = String(minor.magnitude)
        let zeros = String(repeating: "0", count: max(0, currency.exponent + 1 - digits.count))
        let all = zeros + digits
        let sign = minor < 0 ? "-" : ""
        guard currency.exponent > 0 else { return sign + all }
        return "\(sign)\(all.dropLast(currency.exponent)).\(all.suffix(currency.exponent))"
    }
}

extension Money: CustomStringConvertible {
    /// For logs and tests: `50.00 EUR`.
    package var description: String { "\(decimal) \(currency)" }
}
