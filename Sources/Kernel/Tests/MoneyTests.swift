import Kernel
import Testing

@Suite struct MoneyTests {
    private let euro: Currency
    private let yen: Currency
    private let dinar: Currency

    init() throws {
        euro = try #require(Currency("EUR"))
        yen = try #require(Currency("JPY"))
        dinar = try #require(Currency("KWD"))
    }

    @Test func `shares and hourly prices are rounded half to even`() {
        var random = Random(7)
        for _ in 0..<20_000 {
            let minor = Int64(random.int(-2_000_000...2_000_000))
            let money = Money(minor: minor, currency: euro)
            // Small multiples of 2,500 points and of 30 minutes give many exact halves.
            let points = random.chance(50) ? random.int(0...40) * 250 : random.int(-10_000...20_000)
            let minutes = random.chance(50) ? random.int(0...20) * 30 : random.int(0...2000)
            #expect(money.percent(basisPoints: points).minor == Self.halfEven(minor * Int64(points), 10_000))
            #expect(Money.rate(perHour: money, minutes: minutes).minor == Self.halfEven(minor * Int64(minutes), 60))
        }
    }

    /// The nearest of the whole numbers around the fraction, tried one by one.
    private static func halfEven(_ numerator: Int64, _ denominator: Int64) -> Int64 {
        let near = numerator / denominator
        let distances = (near - 1...near + 1).map { (abs($0 * denominator - numerator), $0) }
        let least = distances.map(\.0).min()
        let nearest = distances.filter { $0.0 == least }.map(\.1)
        return nearest.first { nearest.count == 1 || $0 % 2 == 0 } ?? .min
    }

    @Test func `a share of the greatest amount does not overflow on the way`() {
        let most = Money(minor: .max, currency: euro)
        #expect(most.percent(basisPoints: 10_000) == most)
        #expect(most.percent(basisPoints: 20_000) == most)
        #expect(most.percent(basisPoints: -20_000).minor == .min)
    }

    @Test func `sums are exact or refused`() throws {
        let five = Money(minor: 500, currency: euro)
        #expect(try five.adding(five).minor == 1000)
        #expect(try five.subtracting(five) == .zero(euro))
        #expect(try five.multiplied(by: 3).minor == 1500)
        #expect(throws: MoneyFault.currencies(euro, yen)) { try five.adding(Money(minor: 1, currency: yen)) }
        #expect(throws: MoneyFault.currencies(euro, yen)) { try five.subtracting(.zero(yen)) }
        #expect(throws: MoneyFault.overflow) { try five.adding(Money(minor: .max, currency: euro)) }
        #expect(throws: MoneyFault.overflow) { try five.multiplied(by: .max) }
    }

    @Test func `decimals are read strictly`() {
        func minor(_ text: String, _ currency: Currency) -> Int64? {
            Money(decimal: text, currency: currency)?.minor
        }
        #expect(minor("50.00", euro) == 5000)
        #expect(minor("50", euro) == 5000)
        #expect(minor("0.5", euro) == 50)
        #expect(minor("-0.05", euro) == -5)
        #expect(minor("5000", yen) == 5000)
        #expect(minor("1.234", dinar) == 1234)
        #expect(minor("9999999999999.99", euro) == 999_999_999_999_999)
        for text in [
            "", "-", ".", "50.", ".50", "50.001", "50,00", "1e3", "+5", " 5", "5 ", "05", "00", "--5", "5.0.0", "５",
            "99999999999999.99", "77777777777777", "NaN", "0x10", "5-", "1\u{0}",
        ] {
            #expect(minor(text, euro) == nil, "\(text)")
        }
        #expect(minor("50.0", yen) == nil)
        #expect(minor("1000000000000000", yen) == nil)
    }

    @Test func `an amount written and read again is the same`() {
        var random = Random(8)
        for currency in [euro, yen, dinar] {
            for _ in 0..<3000 {
                let digits = random.int(0...15)
                let limit = (0..<digits).reduce(1) { product, _ in product * 10 } - 1
                let money = Money(minor: Int64(random.int(-limit...limit)), currency: currency)
                #expect(Money(decimal: money.decimal, currency: currency) == money)
            }
        }
        #expect(Money(minor: 5000, currency: euro).description == "50.00 EUR")
        #expect(Money(minor: -50, currency: dinar).decimal == "-0.050")
        #expect(Money(minor: 5000, currency: yen).decimal == "5000")
    }

    @Test func `currencies have their decimals`() {
        #expect((euro.exponent, yen.exponent, dinar.exponent) == (2, 0, 3))
        #expect(Currency("CLF")?.exponent == 4)
        for code in ["eur", "EU", "XXX", "XAU", "DEM", ""] { #expect(Currency(code) == nil) }
        #expect(Currency.codes.count > 150)
        #expect(Currency.codes.allSatisfy { $0.count == 3 && Currency($0)?.code == $0 })
    }
}

@Suite struct PriceTests {
    @Test func `a price is free, for each person, or for the time`() throws {
        let euro = try #require(Currency("EUR"))
        let fifty = Money(minor: 5000, currency: euro)
        #expect(try PriceRule.free.total(minutes: 60, party: 2, in: euro) == .zero(euro))
        #expect(try PriceRule.fixed(fifty).total(minutes: 60, party: 2, in: euro).minor == 10_000)
        #expect(try PriceRule.hourly(fifty).total(minutes: 45, party: 2, in: euro).minor == 3750)
        #expect(throws: MoneyFault.overflow) { try PriceRule.fixed(fifty).total(minutes: 1, party: .max, in: euro) }
    }

    @Test func `the lines of a quote sum to its total`() throws {
        let (euro, yen) = (try #require(Currency("EUR")), try #require(Currency("JPY")))
        let lines = [
            PriceLine(label: "lesson", amount: Money(minor: 5000, currency: euro)),
            PriceLine(label: "discount", amount: Money(minor: -750, currency: euro)),
        ]
        let quote = try Quote(lines: lines, currency: euro)
        #expect(quote.total.minor == 4250)
        #expect(quote.lines == lines)
        #expect(try Quote(lines: [], currency: yen).total == .zero(yen))
        #expect(throws: MoneyFault.currencies(yen, euro)) { try Quote(lines: lines, currency: yen) }
    }
}
