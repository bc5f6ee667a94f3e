import Kernel
import Testing

@testable import Holidays

@Suite struct HolidayTests {
    /// From the governments' own lists.
    @Test(arguments: [
        ("DE", nil, "2026-12-25", "Christmas Day"), ("DE", "BE", "2026-03-08", "Women's Day"),
        ("DE", "SN", "2026-11-18", "Repentance and Prayer Day"), ("ES", "MD", "2026-05-02", "Madrid Day"),
        ("ES", nil, "2027-12-08", "Immaculate Conception"), ("US", nil, "2026-11-26", "Thanksgiving Day"),
        ("US", "TX", "2027-03-02", "Texas Independence Day"), ("GB", "SCT", "2026-11-30", "Saint Andrew's Day"),
        ("GB", nil, "2026-12-28", "Boxing Day (observed)"), ("FR", nil, "2028-07-14", "National Day"),
        ("JP", nil, "2027-02-11", "Foundation Day"), ("CA", "QC", "2026-06-24", "Saint Jean Baptiste Day"),
        ("CH", "ZH", "2026-12-26", "Saint Stephen's Day"), ("AT", "9", "2026-10-26", "National Day"),
        ("AU", "VIC", "2026-04-25", "ANZAC Day"), ("NZ", nil, "2027-02-06", "Waitangi Day"),
    ])
    func `a known day is there`(_ country: String, _ part: String?, _ date: String, _ name: String) throws {
        let holidays = try #require(HolidayBook.country(country)?.holidays(part: part))
        #expect(holidays.filter { $0.date.description == date }.map { $0.name(in: "en") } == [name])
    }

    @Test(arguments: [
        ("DE", nil, "2026-03-08"), ("DE", "BY", "2026-03-08"), ("DE", nil, "2026-12-24"), ("GB", "SCT", "2026-04-06"),
        ("ES", "CT", "2026-05-02"), ("US", nil, "2026-11-27"), ("US", "CA", "2026-10-12"),
    ])
    func `a day that is kept elsewhere only is not there`(_ country: String, _ part: String?, _ date: String) throws {
        let holidays = try #require(HolidayBook.country(country)?.holidays(part: part))
        #expect(holidays.filter { $0.date.description == date } == [])
    }

    @Test func `every country, and every part of it, has days in every year, each once`() throws {
        #expect(HolidayBook.countries.count > 90)
        for country in HolidayBook.countries {
            for part in [nil] + country.parts.map({ $0.code as String? }) {
                let holidays = try #require(country.holidays(part: part))
                #expect(Set(holidays.map(\.date)).count == holidays.count, "\(country.code) \(part ?? "")")
                #expect(Set(holidays.map(\.date.year)) == Set(HolidayBook.years), "\(country.code) \(part ?? "")")
                #expect(holidays.allSatisfy { !$0.localName.isEmpty && !$0.name(in: "es").isEmpty })
            }
        }
    }

    @Test func `names are in the country's language, in English, and in Spanish where the source has it`() throws {
        let germany = try #require(HolidayBook.country("DE"))
        let christmas = try #require(germany.holidays(part: "BE")?.last { $0.date.month == 12 && $0.date.day == 25 })
        #expect(christmas.localName == "Erster Weihnachtstag")
        #expect(christmas.name(in: "es") == "Christmas Day")
        #expect(germany.name(in: "es") == "Alemania")
        #expect(germany.parts.first { $0.code == "BW" }?.name == "Baden-Württemberg")
        let spain = try #require(HolidayBook.country("ES")?.holidays(part: nil))
        #expect(spain.contains { $0.name(in: "es") == "Viernes Santo" && $0.name(in: "en") == "Good Friday" })
    }

    @Test func `what is no country, and no part of one, is not known`() {
        #expect(HolidayBook.country("XX") == nil)
        #expect(HolidayBook.country("de") == nil)
        #expect(HolidayBook.country("DE")?.holidays(part: "MD") == nil)
        #expect(HolidayBook.country("FI")?.holidays(part: "") == nil)
    }

    @Test func `the file says what made it, and is small`() {
        #expect(HolidayBook.source.wholeMatch(of: /holidays \d+\.\d+(\.\d+)?/) != nil)
        #expect(HolidayBook.years == 2025...2032)
        #expect((Embedded.files["Assets/holidays.txt"] ?? "").utf8.count < 300_000)
    }
}
