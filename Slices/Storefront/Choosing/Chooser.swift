import Bookings
import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// The small form above the times: how long, whom or where, for how many. Each length with its price.
struct Chooser: Sendable {
    let action: String
    let hidden: [HiddenField]
    let fields: [FormView.FieldView]

    private static let schema = Schema("Chooser", Choice.fields + ChosenVisit.choices.dropFirst())

    /// Nil where the offering leaves nothing to choose. Of a booking that is being moved, only where to; of a visit, whom and where.
    init?(_ front: Front, _ offering: Offering, date: LocalDate?) {
        let fields: [FormField?]
        if let visit = front.visit {
            fields = [Self.locations(front, visit.locations(front.book))] + Self.people(front, visit)
        } else if front.moving != nil {
            fields = [Self.locations(front, offering)]
        } else {
            fields = [
                Self.lengths(front, offering), Self.locations(front, offering), Self.resources(front, offering),
                Self.party(front, offering),
            ]
        }
        let shown = fields.compactMap { $0 }
        guard !shown.isEmpty else { return nil }
        let wish = front.wish(offering)
        let usual = [
            "duration_minutes": "\(wish.minutes)", "party": "\(wish.party)",
            "resource_id": wish.resources.first?.description ?? "", "location_id": wish.location?.description ?? "",
        ]
        let values = front.visit?.values ?? usual
        action = front.base(offering)
        hidden =
            [
                date.map { HiddenField(name: "date", value: $0.description) },
                front.chosenZone.map { HiddenField(name: "tz", value: $0) },
            ].compactMap { $0 } + (front.visit?.carried ?? []).filter { $0.name == ChosenVisit.field.name }
        self.fields =
            FormView(shown, schema: Self.schema, prefix: "public.choose", values: values, words: front.words).fields
    }

    private init(sample words: Wording) {
        action = "/book/swim-school/off_1"
        hidden = [HiddenField(name: "tz", value: "Europe/London")]
        let field = FormField("party", .select([("1", "1"), ("2", "2")]), either: true)
        fields =
            FormView([field], schema: Self.schema, prefix: "public.choose", values: ["party": "2"], words: words).fields
    }

    static func sample(_ words: Wording) -> Chooser { Chooser(sample: words) }

    private static func lengths(_ front: Front, _ offering: Offering) -> FormField? {
        guard let lengths = offering.terms.lengths, offering.kind != .course, lengths.all.count > 1 else { return nil }
        let wish = front.wish(offering)
        let options = lengths.all.map { minutes in
            let name = front.words.formats.duration(minutes: minutes)
            let price = try? wish.lasting(minutes: minutes).price(offering, front.book)
            return (value: "\(minutes)", label: price.map { front.priced(name, $0) } ?? name)
        }
        return FormField("duration_minutes", .select(options), either: true)
    }

    /// Each location with its address, where it can be had at more than one.
    private static func locations(_ front: Front, _ offering: Offering) -> FormField? {
        guard !front.book.isEverywhere(offering) else { return nil }
        return locations(front, front.book.locations(of: offering, Wish(offering)))
    }

    private static func locations(_ front: Front, _ locations: [Location]) -> FormField? {
        guard locations.count > 1 else { return nil }
        // A booking stays where it is unless it is asked to another place.
        let isSettled = front.moving?.booking.location != nil
        let any = isSettled ? [] : [(value: "", label: front.words("public.choose.any_location"))]
        let options = locations.map { one in
            (value: one.id.description, label: front.business.place(at: one) ?? one.name)
        }
        return FormField("location_id", .select(any + options), either: true)
    }

    /// Whom or which room for each part of a visit.
    private static func people(_ front: Front, _ visit: ChosenVisit) -> [FormField?] {
        visit.parts.enumerated().map { number, part in
            resources(front, part.offering, name: ChosenVisit.whom(number), of: part.offering.name)
        }
    }

    /// - Parameter what: of several things, which one it is for.
    private static func resources(
        _ front: Front, _ offering: Offering, name: String = "resource_id", of what: String? = nil
    ) -> FormField? {
        let choices = offering.choices(front.book)
        guard !choices.isEmpty else { return nil }
        let isRoom = choices.first?.kind == .room
        let mustChoose = offering.mustChoose(front.book)
        let anyone = (value: "", label: front.words(isRoom ? "public.choose.any_room" : "public.choose.anyone"))
        let options = choices.map { one in
            let place = front.book.locations.count > 1 ? front.book.location(one.location)?.name : nil
            let name = [one.name, place].compactMap { $0 }.joined(separator: " · ")
            let rate = Money(minor: Int64(one.hourlyRate ?? 0), currency: offering.price.currency)
            let label =
                mustChoose
                ? front.words("public.choose.priced_hour", ["what": name, "price": front.price(rate)]) : name
            return (value: one.id.description, label: label)
        }
        let label = front.words(isRoom ? "public.choose.room" : "public.choose.person")
        return FormField(
            name, .select((mustChoose ? [] : [anyone]) + options), either: true,
            label: what.map { "\($0): \(label)" } ?? label)
    }

    private static func party(_ front: Front, _ offering: Offering) -> FormField? {
        let most = min(offering.terms.partyMost, 50)
        guard most > 1 else { return nil }
        return FormField(
            "party", .select((1...most).map { (value: "\($0)", label: front.words.formats.number($0)) }), either: true)
    }
}

extension Front {
    fileprivate func priced(_ what: String, _ money: Money) -> String {
        words("public.choose.priced", ["what": what, "price": price(money)])
    }
}
