import Bookings
import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// The free times of one offering: seven days to choose from, and the times of one of them (C1).
struct TimesPage: Page {
    struct Day: Sendable {
        let href: String?
        let isCurrent: Bool
        let weekday: String
        let number: String
        let month: String
        let free: String
        let freeUnit: String
    }
    struct Slot: Sendable {
        let href: String
        let instant: String
        let time: String
        /// The business's time where the visitor's clock shows another.
        let hostTime: String?
        /// Of a session: the places left, and who and where.
        var note: String?
        /// What a form sends of it: the start, and the session if there is one.
        let value: String
    }
    struct Group: Sendable {
        let label: String
        let areWide: Bool
        let slots: [Slot]
    }

    static let template = "public-times"
    let title: String
    let steps: [Step]
    let hasSteps: Bool
    /// What is being moved; nil for a new booking.
    let moving: String?
    /// Said when the address asked for what is not offered.
    let wrong: String?
    let chooser: Chooser?
    /// Whom or which room may be chosen, where there is a picture of any.
    let faces: [Face]
    let hasFaces: Bool
    let facesLabel: String
    /// Of the offering.
    let pictures: [Cover]
    let hasPictures: Bool
    let backLabel: String
    let backHref: String
    let offeringName: String
    let about: String?
    let duration: String
    let price: String
    /// Where it is.
    let place: String?
    let zone: String
    let weekLabel: String
    let earlierHref: String?
    let laterHref: String?
    let days: [Day]
    let zoneNote: String
    let zoneHref: String?
    let zoneAction: String?
    let zonesHref: String
    let dayLabel: String
    let groups: [Group]
    let noTimes: String?
    let nextFreeHref: String?
    let nextFreeLabel: String?
    /// The stream that tells when these times have changed.
    let liveHref: String

    /// - Parameters:
    ///   - stamp: the pulse's, from before anything was read.
    ///   - notice: why these times are shown again.
    init(_ week: Week, stamp: String, notice: String? = nil) {
        let front = week.front
        let words = front.words
        let offering = week.offering
        title = words("public.times.title", ["offering": front.name(offering), "business": front.business.name])
        steps = front.moving == nil ? Step.all(words, at: 2) : []
        hasSteps = front.moving == nil
        moving = front.moving.map { moving in
            words(
                "public.move.now",
                ["when": words.formats.range(from: moving.booking.start, to: moving.booking.end, in: front.book.zone)])
        }
        wrong = notice ?? (front.choice?.wrong == nil ? nil : words("public.choose.wrong"))
        chooser = Chooser(front, offering, date: week.chosen)
        faces = Face.all(front, offering, date: week.chosen)
        hasFaces = !faces.isEmpty
        facesLabel = Face.label(front, offering)
        let isPlain = front.moving == nil && front.visit == nil
        pictures = isPlain ? front.pictures(front.book.images(of: offering) ?? [], of: offering.name) : []
        hasPictures = !pictures.isEmpty
        backHref = front.moving?.path ?? front.choosingPath
        backLabel = words(front.moving == nil ? "public.times.other" : "public.move.keep")
        offeringName = front.name(offering)
        about = front.visit == nil ? offering.description : words("public.visit.times")
        duration = words.formats.duration(minutes: front.minutes(offering))
        price = front.price(front.total(offering) ?? offering.price)
        place = front.place(offering)
        zone = front.zone.name
        weekLabel = words(
            "public.times.week",
            [
                "from": words.formats.date(week.first, style: .weekdayDay),
                "to": words.formats.date(week.last, style: .weekdayDay),
            ])
        earlierHref = week.earlier.map { front.timesPath(offering, date: $0) }
        laterHref = week.later.map { front.timesPath(offering, date: $0) }
        days = week.days.map { Day($0, week) }
        let noon = front.zone.startOfDay(week.chosen) + .hours(12)
        let differs = front.differs(at: noon)
        zoneNote = words(
            differs ? "public.times.zones_two" : "public.times.zone",
            [
                "zone": words.formats.zoneName(differs ? front.zone : front.book.zone, at: noon),
                "business": front.business.name,
                "host": words.formats.zoneName(front.book.zone, at: noon),
            ])
        zoneHref = differs ? front.timesPath(offering, date: week.chosen, zone: front.book.zone.name) : nil
        zoneAction = differs ? words("public.times.show_host") : nil
        zonesHref = front.zonesPath(offering, date: week.chosen)
        dayLabel = words(
            "public.times.day", ["date": words.formats.date(week.chosen, style: .full)], count: week.slots.count)
        groups = Group.all(week)
        noTimes = week.slots.isEmpty ? week.emptyReason : nil
        nextFreeHref =
            week.slots.isEmpty ? week.next.map { front.timesPath(offering, date: front.zone.local($0).date) } : nil
        liveHref = "/api/v1/public/\(front.business.slug)/live?since=\(stamp)"
        nextFreeLabel = week.next.map {
            words("public.times.next_free", ["date": words.formats.date(front.zone.local($0).date, style: .full)])
        }
    }

    private init(sample words: Wording) {
        title = words("public.times.title", ["offering": "Private lesson", "business": "Swim School"])
        steps = Step.all(words, at: 2)
        (hasSteps, moving, wrong) = (true, words("public.move.now", ["when": "Monday"]), words("public.choose.wrong"))
        chooser = .sample(words)
        faces = [
            Face(
                href: "/book/swim-school/off_1?resource_id=res_1", cover: .sample, name: "Ana", about: "Since 2012.",
                isChosen: true)
        ]
        (hasFaces, facesLabel) = (true, words("public.faces.person"))
        (pictures, hasPictures) = ([.sample], true)
        (backHref, backLabel) = ("/book/swim-school", words("public.times.other"))
        (offeringName, about, duration, price) = ("Private lesson", "One to one.", "1 h", "€50.00")
        place = "Retiro, Calle del Agua 12, Madrid"
        zone = "Europe/London"
        weekLabel = words("public.times.week", ["from": "Mon 23 Nov", "to": "Sun 29 Nov"])
        (earlierHref, laterHref) = (
            "/book/swim-school/off_1?date=2026-11-16", "/book/swim-school/off_1?date=2026-11-30"
        )
        let unit = words("public.times.free_unit", count: 2)
        days = [
            Day(
                href: "/book/swim-school/off_1?date=2026-11-23", isCurrent: true, weekday: "Mon", number: "23",
                month: "November 2026", free: "2", freeUnit: unit)
        ]
        zoneNote = words(
            "public.times.zones_two",
            ["zone": "Europe/London (GMT)", "business": "Swim School", "host": "Europe/Madrid (CET)"])
        zoneHref = "/book/swim-school/off_1?tz=Europe%2FMadrid"
        zoneAction = words("public.times.show_host")
        zonesHref = "/book/swim-school/off_1/zone"
        dayLabel = words("public.times.day", ["date": "Monday, 23 November 2026"], count: 2)
        let slot = Slot(
            href: "/book/swim-school/off_1/at/2026-11-23T08:00:00Z", instant: "2026-11-23T08:00:00Z", time: "08:00",
            hostTime: words("public.times.host", ["time": "09:00"]), note: words("public.times.places", count: 3),
            value: "2026-11-23T08:00:00Z")
        groups = [Group(label: words("public.times.morning"), areWide: true, slots: [slot])]
        noTimes = words("public.times.none_week")
        liveHref = "/api/v1/public/swim-school/live?since=1z141z3-42"
        nextFreeHref = "/book/swim-school/off_1?date=2026-12-01"
        nextFreeLabel = words("public.times.next_free", ["date": "Tuesday, 1 December 2026"])
    }

    static func sample(_ words: Wording) -> TimesPage { TimesPage(sample: words) }
}

/// One of the three steps to a booking.
struct Step: Sendable {
    let label: String
    let isDone: Bool
    let isCurrent: Bool

    static func all(_ words: Wording, at number: Int) -> [Step] {
        ["public.step.what", "public.step.when", "public.step.who"].enumerated().map { index, key in
            Step(label: words(key), isDone: index + 1 < number, isCurrent: index + 1 == number)
        }
    }
}

extension TimesPage.Day {
    init(_ day: (date: LocalDate, slots: [FreeTime]), _ week: Week) {
        let words = week.front.words
        let count = day.slots.count
        href = count > 0 ? week.front.timesPath(week.offering, date: day.date) : nil
        isCurrent = day.date == week.chosen
        weekday = words.formats.weekday(day.date.weekday, short: true)
        number = "\(day.date.day)"
        month = words.formats.date(day.date, style: .monthYear)
        free = count > 0 ? words.formats.number(count) : "–"
        freeUnit = count > 0 ? words("public.times.free_unit", count: count) : words("public.times.free_none")
    }
}

extension TimesPage.Group {
    /// Night until six, morning until noon, afternoon until five, evening after, by the visitor's clock.
    static func all(_ week: Week) -> [TimesPage.Group] {
        let parts = [
            ("public.times.night", 0..<6), ("public.times.morning", 6..<12), ("public.times.afternoon", 12..<17),
            ("public.times.evening", 17..<24),
        ]
        return parts.compactMap { key, hours in
            let slots = week.slots.filter { hours.contains(week.front.zone.local($0.start).hour) }
            guard !slots.isEmpty else { return nil }
            return TimesPage.Group(
                label: week.front.words(key), areWide: slots.contains { $0.session != nil },
                slots: slots.map { TimesPage.Slot($0, week) })
        }
    }
}

extension TimesPage.Slot {
    init(_ time: FreeTime, _ week: Week) {
        let names = time.session.flatMap { week.names[$0] } ?? ""
        self.init(time, week.front, week.offering, isTwice: week.isTwice(time.start), names: names)
    }

    /// - Parameters:
    ///   - isTwice: the clocks show this time twice that day, so its abbreviation tells which is meant.
    ///   - names: of a session's people and rooms.
    init(
        _ free: FreeTime, _ front: Front, _ offering: Offering, isTwice: Bool = false, day: Bool = false,
        names: String = ""
    ) {
        let formats = front.words.formats
        let start = free.start
        let (here, there) = (front.zone.local(start), front.book.zone.local(start))
        href = front.formPath(offering, free)
        instant = start.rfc3339
        value = ([start.rfc3339] + [free.session?.description].compactMap { $0 }).joined(separator: " ")
        let until = free.session == nil ? "" : "–\(formats.time(free.end, in: front.zone))"
        let clock = formats.time(here) + until + (isTwice ? " \(front.zone.abbreviation(at: start))" : "")
        time = day ? "\(formats.date(here.date, style: .weekdayDay)), \(clock)" : clock
        let elsewhere = here.date == there.date ? "" : formats.weekday(there.date.weekday, short: true) + " "
        hostTime =
            front.differs(at: start) ? front.words("public.times.host", ["time": elsewhere + formats.time(there)]) : nil
        let places = front.words("public.times.places", count: free.spots)
        note = free.session == nil ? nil : names.isEmpty ? places : "\(places) · \(names)"
    }
}
