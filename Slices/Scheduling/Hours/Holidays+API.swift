import Catalogue
import Holidays
import House
import Identity
import Kernel
import Storage
import Web
import Words

extension SchedulingSlice {
    private static let choice = [
        Field("is_on", .boolean, "Whether the business is closed on these days.", sample: true),
        Field("country", .text(2...2), nullable: true, "ISO 3166-1; one of `/holidays`.", sample: "ES"),
        Field(
            "subdivision", .text(1...40), nullable: true, "A part of the country, by its code in `/holidays`.",
            sample: "MD"),
        Field(
            "open_on", .list(.formatted(.date), max: HolidayCalendar.openedMost),
            "Dates on which the business is open all the same.", sample: ["2026-12-08"]),
    ]
    private static let day = [
        Field("date", .formatted(.date), sample: "2026-12-25"),
        Field("name", .text(1...300), "In the language of the request, else in English.", sample: "Christmas Day"),
        Field("local_name", .text(1...300), sample: "Navidad"),
        Field("is_open", .boolean, sample: false),
    ]
    private static let days = Field(
        "days", .list(.object(day), max: 2_000), "From today on, as far as they are known.", sample: [])
    private static let country = [
        Field("code", .text(2...2), sample: "ES"), Field("name", .text(1...100), sample: "Spain"),
        Field(
            "subdivisions",
            .list(
                .object([
                    Field("code", .text(1...40), sample: "MD"), Field("name", .text(1...100), sample: "Madrid"),
                ]), max: 200),
            sample: []),
    ]

    var holidayEndpoints: [Endpoint] {
        let path = "/businesses/{business_id}/schedules/holidays"
        return [
            Endpoint(
                .get, "/holidays", "Countries whose holidays are known, with their parts", capabilities: ["B6"],
                access: .anyone,
                answer: Schema(
                    "HolidayCountries",
                    [
                        Field("first_year", .integer(1...9_999), sample: 2_025),
                        Field("last_year", .integer(1...9_999), sample: 2_032),
                        Field("source", .text(1...60), sample: "holidays 0.109"),
                        Field("countries", .list(.object(Self.country), max: 300), sample: []),
                    ])
            ) { visit in .json(Self.known(visit.words.language.code)) },
            Endpoint(
                .get, path, "The holidays that the business keeps", capabilities: ["B6"],
                access: .member("booking:view_all"), answer: Schema("Holidays", Self.choice + [Self.days])
            ) { visit in
                let id = try visit.id("business_id", BusinessID.self)
                return try await house.store.read { db in
                    let member = try db.membership(visit.visitor, id, .bookingViewAll, reach: .own)
                    return .json(try holidays(member.business, visit.words, in: db))
                }
            },
            .write(
                .put, path, "Close on the holidays of a country, or of a part of it", capabilities: ["B6"],
                access: .member("schedule:modify"), body: Schema("HolidayChoice", Self.choice).patch("HolidayChange"),
                answer: Schema("HolidaysChanged", Self.choice + [Self.days] + Self.outsideAnswer)
            ) { visit in
                let id = try visit.id("business_id", BusinessID.self)
                return try await house.store.once(visit) { db in
                    try db.membership(visit.visitor, id, .scheduleModify)
                } work: { member, db in
                    let was = try db.holidayCalendar(member.business.id)
                    try setHolidays(member, Self.calendar(visit.body, was), by: Origin(visit), in: db)
                    return .json(
                        try holidays(member.business, visit.words, in: db).adding([
                            try outsideMember(member, visit.words, in: db)
                        ]))
                }
            },
        ]
    }

    /// What is not given stays; another country begins without a part.
    private static func calendar(_ fields: Fields, _ was: HolidayCalendar?) throws(Problem) -> HolidayCalendar {
        guard let country = fields.text("country") ?? was?.country else { throw .field("country", "required") }
        let part = country == was?.country ? was?.part : nil
        let opened = fields.list("open_on").map { Set($0.compactMap { $0.string.flatMap { LocalDate($0) } }) }
        return HolidayCalendar(
            isOn: fields.bool("is_on") ?? was?.isOn ?? true, country: country,
            part: fields.text("country") == nil ? fields.text("subdivision") ?? part : fields.text("subdivision"),
            opened: opened ?? was?.opened ?? [])
    }

    private func holidays(_ business: Business, _ words: Wording, in db: Snapshot) throws -> JSON {
        guard let book = try book(business.slug, in: db) else { throw Problem.notFound }
        let today = book.zone.local(db.now).date
        let calendar = book.calendar
        return [
            "is_on": .bool(calendar?.isOn ?? false), "country": .text(calendar?.country),
            "subdivision": .text(calendar?.part),
            "open_on": .list(calendar?.opened.sorted() ?? []) { .string($0.description) },
            "days": .list((calendar?.days ?? []).filter { $0.date >= today }) { day in
                [
                    "date": .string(day.date.description), "name": .string(day.name(in: words.language.code)),
                    "local_name": .string(day.localName),
                    "is_open": .bool(book.holidays[day.date] == nil),
                ]
            },
        ]
    }

    private static func known(_ language: String) -> JSON {
        [
            "first_year": .number(HolidayBook.years.lowerBound), "last_year": .number(HolidayBook.years.upperBound),
            "source": .string(HolidayBook.source),
            "countries": .list(HolidayBook.countries) { country in
                [
                    "code": .string(country.code), "name": .string(country.name(in: language)),
                    "subdivisions": .list(country.parts) { ["code": .string($0.code), "name": .string($0.name)] },
                ]
            },
        ]
    }
}
