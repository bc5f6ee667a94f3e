import Kernel
import Storage
import Web

/// What one booking of an offering may be, and what it costs: its length, party, questions, and who is given to it (B4, B5, B9, B11).
package struct OfferingTerms: Sendable, Equatable {
    /// What the price is for.
    package enum Pricing: String, Sendable, ColumnValue, CaseIterable {
        case perPerson = "per_person"
        case perBooking = "per_booking"
        case perHour = "per_hour"
    }

    /// Where a booking takes place, in a business with several locations.
    package enum LocationRule: String, Sendable, ColumnValue, CaseIterable {
        case one
        /// At each one where it can be had, at the same time.
        case all
    }

    package var pricing = Pricing.perPerson
    /// Nil where every booking lasts the offering's duration.
    package var lengths: Lengths?
    /// The most places that one booking takes.
    package var partyMost = 1
    /// Whether each participant's name is asked for.
    package var asksNames = false
    package var questions: [Question] = []
    package var assignment = Assignment.fewest
    /// Whether the client may choose whom, or which room.
    package var letsChoose = false
    package var locations = LocationRule.one
    /// Sessions are booked no later than so many hours before they begin; nil leaves it to the business's notice.
    package var deadlineHours: Int?
    /// A place is given back when nobody has come so many minutes after the start; nil keeps it (D14).
    package var noShowMinutes: Int?
    /// Whether clients may say by themselves that they are there (D14).
    package var selfCheckIn = false

    package init() {}

    init(_ row: Row) throws {
        pricing = try row["pricing"]
        if let least: Int = try row["min_duration_minutes"], let most: Int = try row["max_duration_minutes"],
            let step: Int = try row["duration_step_minutes"]
        {
            lengths = Lengths(least: least, most: most, step: step)
        }
        partyMost = try row["max_party"]
        asksNames = try row["asks_names"]
        let text: String = try row["questions"]
        questions = ((try? JSON.parse(Array(text.utf8)))?.array ?? []).compactMap(Question.init)
        assignment = try row["assignment"]
        letsChoose = try row["lets_choose"]
        locations = try row["locations"]
        deadlineHours = try row["booking_deadline_hours"]
        noShowMinutes = try row["no_show_minutes"]
        selfCheckIn = try row["self_check_in"]
    }

    /// The rule that prices one booking.
    package func price(_ amount: Money) -> PriceRule {
        switch pricing {
        case .perPerson: .fixed(amount)
        case .perBooking: .flat(amount)
        case .perHour: .hourly(amount)
        }
    }
}

extension Assignment: ColumnValue {}

extension OfferingTerms {
    static let fields = [
        Field("pricing", .choice(Pricing.allCases.map(\.rawValue)), optional: true, sample: "per_person"),
        Field(
            "min_duration_minutes", .integer(5...1_440), optional: true,
            "With the two below: the client chooses the length.", sample: nil),
        Field("max_duration_minutes", .integer(5...1_440), optional: true, sample: nil),
        Field("duration_step_minutes", .integer(5...1_440), optional: true, sample: nil),
        Field("max_party", .integer(1...1_000), optional: true, "Places in one booking; 1 unless given.", sample: 1),
        Field("asks_names", .boolean, optional: true, "Ask for each participant's name.", sample: false),
        Field("questions", .list(.object(Question.fields), max: 20), optional: true, sample: []),
        Field(
            "assignment", .choice(Assignment.allCases.map(\.rawValue)), optional: true,
            "Who of several: the one with the fewest bookings that day, or each in turn.", sample: "fewest"),
        Field("lets_choose", .boolean, optional: true, "The client may choose whom, or which room.", sample: false),
        Field(
            "locations", .choice(LocationRule.allCases.map(\.rawValue)), optional: true,
            "A booking takes what it needs at one location, or at all of them at once; not for courses.", sample: "one"),
        Field(
            "booking_deadline_hours", .integer(0...8_760), optional: true, "Of sessions, before their start.",
            sample: nil),
        Field(
            "no_show_minutes", .integer(5...1_440), optional: true,
            "Give the place back when nobody came so long after the start.", sample: nil),
        Field(
            "self_check_in", .boolean, optional: true, "Clients may say by themselves that they have arrived.",
            sample: false),
    ]

    static let view = fields.map { field in
        let mayBeNull = [
            "min_duration_minutes", "max_duration_minutes", "duration_step_minutes", "booking_deadline_hours",
            "no_show_minutes",
        ].contains(field.name)
        return Field(field.name, field.shape, nullable: mayBeNull, field.note, sample: field.sample)
    }

    var members: [JSON.Member] {
        [
            .init("pricing", .string(pricing.rawValue)), .init("min_duration_minutes", .number(lengths?.least)),
            .init("max_duration_minutes", .number(lengths?.most)),
            .init("duration_step_minutes", .number(lengths?.step)),
            .init("max_party", .number(partyMost)), .init("asks_names", .bool(asksNames)),
            .init("questions", .list(questions, \.json)), .init("assignment", .string(assignment.rawValue)),
            .init("lets_choose", .bool(letsChoose)), .init("locations", .string(locations.rawValue)),
            .init("booking_deadline_hours", .number(deadlineHours)),
            .init("no_show_minutes", .number(noShowMinutes)), .init("self_check_in", .bool(selfCheckIn)),
        ]
    }

    /// These terms with what `fields` names in place of what they had. Throws 422 for lengths and questions that make no sense, and for
    /// courses at all locations: each of their sessions has its own.
    func changed(by fields: Fields, of kind: OfferingKind) throws(Problem) -> OfferingTerms {
        var new = self
        new.locations = fields.text("locations").flatMap(LocationRule.init) ?? locations
        guard new.locations == .one || kind != .course else { throw .field("locations", "not_for_courses") }
        new.pricing = fields.text("pricing").flatMap(Pricing.init) ?? pricing
        new.lengths = try lengths(fields)
        new.partyMost = fields.integer("max_party") ?? partyMost
        new.asksNames = fields.bool("asks_names") ?? asksNames
        if let list = fields.list("questions") { new.questions = try Question.list(list) }
        new.assignment = fields.text("assignment").flatMap(Assignment.init) ?? assignment
        new.letsChoose = fields.bool("lets_choose") ?? letsChoose
        if fields.has("booking_deadline_hours") { new.deadlineHours = fields.integer("booking_deadline_hours") }
        if fields.has("no_show_minutes") { new.noShowMinutes = fields.integer("no_show_minutes") }
        new.selfCheckIn = fields.bool("self_check_in") ?? selfCheckIn
        return new
    }

    private func lengths(_ fields: Fields) throws(Problem) -> Lengths? {
        let names = ["min_duration_minutes", "max_duration_minutes", "duration_step_minutes"]
        guard names.contains(where: fields.has) else { return lengths }
        func value(_ name: String, _ old: Int?) -> Int? { fields.has(name) ? fields.integer(name) : old }
        let least = value(names[0], lengths?.least)
        let most = value(names[1], lengths?.most)
        if least == nil && most == nil { return nil }
        guard let least, let most else { throw .field(least == nil ? names[0] : names[1], "required") }
        guard let found = Lengths(least: least, most: most, step: value(names[2], lengths?.step) ?? 30) else {
            throw .field(names[1], "out_of_range", ["min": "\(least)", "max": "1440"])
        }
        return found
    }
}

extension Transaction {
    func save(_ terms: OfferingTerms, of id: OfferingID, _ business: BusinessID) throws {
        try execute(
            """
            UPDATE offerings SET pricing = \(terms.pricing), min_duration_minutes = \(terms.lengths?.least),
                max_duration_minutes = \(terms.lengths?.most), duration_step_minutes = \(terms.lengths?.step),
                max_party = \(terms.partyMost), asks_names = \(terms.asksNames),
                questions = \(JSON.list(terms.questions, \.json).text), assignment = \(terms.assignment),
                lets_choose = \(terms.letsChoose), locations = \(terms.locations), booking_deadline_hours = \(terms.deadlineHours),
                no_show_minutes = \(terms.noShowMinutes), self_check_in = \(terms.selfCheckIn)
            WHERE business_id = \(business) AND id = \(id)
            """)
    }
}
