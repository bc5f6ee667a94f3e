import Foundation
import Holidays
import Kernel
import Scheduling
import Web
import Words

/// The form of a business's holidays: a country's part, and a box for each day to come on which it is open.
enum HolidayForm {
    /// How far ahead the page lists the days.
    static let daysShown = 365

    private static let schema = Schema(
        "HolidayForm",
        [
            Field("country", .text(2...2), sample: "ES"),
            Field("subdivision", .text(0...40), optional: true, sample: "MD"),
        ])

    /// The calendar as the form has it: what is open beyond the days that were `shown` stays so.
    static func calendar(
        _ texts: [String: String], was calendar: HolidayCalendar?, shown: ClosedRange<LocalDate>
    ) throws(Problem) -> HolidayCalendar {
        let fields = try schema.accept(form: texts.filter { !$0.key.hasPrefix("open_") })
        let kept = (calendar?.opened ?? []).filter { !shown.contains($0) }
        let ticked = texts.keys.filter { $0.hasPrefix("open_") }.compactMap { LocalDate(String($0.dropFirst(5))) }
        return HolidayCalendar(
            isOn: true, country: fields.text("country") ?? "", part: fields.text("subdivision"),
            opened: kept.union(ticked))
    }

    static func shown(from today: LocalDate) -> ClosedRange<LocalDate> { today...today.adding(days: daysShown) }

    /// The choice of a country.
    static func countries(_ chosen: String?, _ words: Wording) -> FormView {
        let language = words.language.code
        let sorted = HolidayBook.countries.map { (value: $0.code, label: $0.name(in: language)) }
            .sorted {
                $0.label.compare($1.label, options: [.caseInsensitive, .diacriticInsensitive]) == .orderedAscending
            }
        let none = (value: "", label: words("holidays.choose"))
        return FormView(
            [FormField("country", .select([none] + sorted))], schema: schema, prefix: "holidays.field",
            values: ["country": chosen ?? ""], words: words)
    }

    /// The choice of a part of `country`; no field where it has none.
    static func parts(_ country: HolidayCountry?, _ chosen: String?, _ problem: Problem?, _ words: Wording) -> FormView
    {
        let none = (value: "", label: words("holidays.everywhere"))
        let parts = (country?.parts ?? []).map { (value: $0.code, label: $0.name) }
        return FormView(
            parts.isEmpty ? [] : [FormField("subdivision", .select([none] + parts), hint: true)], schema: schema,
            prefix: "holidays.field", values: ["subdivision": chosen ?? ""], problem: problem, words: words)
    }
}
