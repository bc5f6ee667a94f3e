import Catalogue
import Kernel
import Scheduling
import Storage
import Web
import Words

/// The week, one field a day.
enum WeekForm {
    static let names: [(day: Weekday, name: String)] = zip(
        Weekday.allCases, ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    ).map { ($0, $1) }

    private static let schema = Schema(
        "Week", names.map { Field($0.name, .text(0...200), optional: true, sample: "09:00-13:00, 15:00-19:00") })

    static func values(_ weekly: [Weekday: [OpenRange]]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: names.map { ($0.name, HoursText.text(weekly[$0.day] ?? [])) })
    }

    /// The lines of `resource`, or of the business itself. Throws 422 naming each day that can't be read.
    static func lines(_ texts: [String: String], of resource: ResourceID?) throws(Problem) -> [HoursLine] {
        let fields = try schema.accept(form: texts.filter { $0.key != "resource" })
        var faults: [FieldProblem] = []
        var lines: [HoursLine] = []
        for (day, name) in names {
            guard let ranges = HoursText.ranges(fields.text(name) ?? "") else {
                faults.append(FieldProblem("/\(name)", "not_hours"))
                continue
            }
            if ranges.isOverlapping { faults.append(FieldProblem("/\(name)", "hours_overlap")) }
            lines += ranges.map { HoursLine(resource: resource, weekday: day, range: $0) }
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        // Within one day it is found above; what is left runs past midnight.
        let weekly = Dictionary(grouping: lines, by: \.weekday).mapValues { $0.map(\.range) }
        if let day = Schedule.overlap(in: weekly), let name = names.first(where: { $0.day == day })?.name {
            throw .field(name, "hours_overlap_next")
        }
        return lines
    }

    static func view(_ values: [String: String], _ problem: Problem?, _ words: Wording) -> FormView {
        FormView(
            names.map { FormField($0.name) }, schema: schema, prefix: "hours.field", values: values, problem: problem,
            words: words)
    }
}

/// Dates on which the week does not hold.
enum ExceptionForm {
    private static let schema = Schema(
        "ExceptionForm",
        [
            Field("from_date", .formatted(.date), sample: "2026-12-24"),
            Field("through_date", .formatted(.date), optional: true, sample: "2026-12-26"),
            Field("kind", .choice(["closed", "open", "extra"]), sample: "closed"),
            Field("reason", .choice(ClosedReason.allCases.map(\.rawValue)), optional: true, sample: "holiday"),
            Field("hours", .text(0...200), optional: true, sample: "10:00-14:00"),
        ])

    /// Throws 422 naming what is wrong.
    static func exception(_ texts: [String: String], of resource: ResourceID?, at now: Instant) throws(Problem)
        -> StoredException
    {
        let fields = try schema.accept(form: texts.filter { $0.key != "resource" })
        guard let from = fields.date("from_date") else { throw .field("from_date", "required") }
        let through = fields.date("through_date") ?? from
        guard from <= through, from.days(until: through) <= StoredException.daysMost else {
            throw .field("through_date", "dates_reversed")
        }
        let name = fields.text("kind") ?? "closed"
        guard let ranges = HoursText.ranges(fields.text("hours") ?? "") else { throw .field("hours", "not_hours") }
        guard !ranges.isOverlapping else { throw .field("hours", "hours_overlap") }
        guard let kind = StoredException.kind(name, fields.text("reason").flatMap(ClosedReason.init), ranges) else {
            throw .field("hours", "required")
        }
        return StoredException(
            id: IDs.shared.next(at: now), resource: resource,
            exception: ScheduleException(from: from, through: through, kind: kind))
    }

    /// What the form would have held.
    static func values(_ stored: StoredException) -> [String: String] {
        [
            "from_date": stored.exception.from.description, "through_date": stored.exception.through.description,
            "kind": stored.kind, "reason": stored.reason?.rawValue, "hours": HoursText.text(stored.ranges),
            "resource": stored.resource?.description,
        ].compactMapValues(\.self)
    }

    static func view(_ values: [String: String], _ problem: Problem?, _ words: Wording) -> FormView {
        let kinds = ["closed", "open", "extra"].map { (value: $0, label: words("exception.kind.\($0)")) }
        let reasons = ClosedReason.allCases.map {
            (value: $0.rawValue, label: words("exception.reason.\($0.rawValue)"))
        }
        let fields = [
            FormField("from_date", .input(type: "date")), FormField("through_date", .input(type: "date"), hint: true),
            FormField("kind", .select(kinds)), FormField("reason", .select(reasons), hint: true),
            FormField("hours", hint: true),
        ]
        return FormView(
            fields, schema: schema, prefix: "exception.field", values: values, problem: problem, words: words)
    }
}
