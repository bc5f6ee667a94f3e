import Foundation
import Kernel

extension Formats {
    /// "1,234", "1.234".
    package func number(_ number: Int) -> String {
        number.formatted(.number.locale(locale))
    }

    /// "€50.00", "50,00 €", with all decimals of the currency.
    package func money(_ money: Money) -> String {
        let exponent = money.currency.exponent
        let amount = Decimal(
            sign: money.minor < 0 ? .minus : .plus, exponent: -exponent, significand: Decimal(money.minor.magnitude))
        return amount.formatted(
            .currency(code: money.currency.code).precision(.fractionLength(exponent)).locale(locale))
    }

    /// "12.5%" for 1250: hundredths of a percent, as many decimals as needed.
    package func percent(basisPoints: Int) -> String {
        (Decimal(basisPoints) / 10_000).formatted(.percent.precision(.fractionLength(0...2)).locale(locale))
    }

    /// "1 hr 30 min", "1 h 30 min"; days are not used.
    package func duration(minutes: Int) -> String {
        durations.value(minutes) {
            Duration.seconds(minutes * 60).formatted(
                .units(allowed: [.hours, .minutes], width: .condensedAbbreviated).locale(locale))
        }
    }
}
