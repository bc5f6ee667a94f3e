import Kernel
import Testing

@Suite struct ScheduleTests {
    @Test func `open hours agree with asking about every half hour`() throws {
        var random = Random(12)
        let zones = try ["UTC0", "EST5EDT,M3.2.0,M11.1.0", "<+0545>-5:45"].map(tzif)
        for number in 0..<1500 {
            // Around New York's spring change, 2026-03-08.
            let base = try #require(LocalDate("2026-03-05"))
            let schedule = Self.schedule(&random, base)
            let zone = zones[number % 3]
            let from = base.adding(days: random.int(0...3))
            let through = from.adding(days: random.int(0...4))
            let open = schedule.open(from: from, through: through, in: zone)
            for step in 0..<12 * 48 {
                let instant = zone.startOfDay(base.adding(days: -2)) + .minutes(30 * step)
                let expected = Self.isOpen(schedule, at: instant, from: from, through: through, in: zone)
                #expect(open.contains(instant) == expected, "case \(number) \(instant)")
            }
        }
    }

    @Test func `what opens on each date makes up the open hours, nights and changes of clocks included`() throws {
        var random = Random(13)
        let zones = try ["UTC0", "EST5EDT,M3.2.0,M11.1.0", "<+0545>-5:45"].map(tzif)
        for number in 0..<500 {
            let base = try #require(LocalDate("2026-03-05"))
            let schedule = Self.schedule(&random, base)
            let zone = zones[number % 3]
            let dates = (-1...6).map { base.adding(days: $0) }
            let each = dates.map { schedule.openings(on: $0, in: zone) }
            for (date, openings) in zip(dates, each) {
                #expect(openings.intervals.allSatisfy { zone.local($0.from).date >= date }, "case \(number)")
                #expect(openings.isEmpty || schedule.closedReason(on: date) == nil, "case \(number) \(date)")
            }
            let span = try #require(Interval(from: zone.startOfDay(base), to: zone.startOfDay(base.adding(days: 9))))
            let open = schedule.open(from: base, through: base.adding(days: 6), in: zone)
            let all = each.reduce(IntervalSet()) { $0.union($1) }
            #expect(open.clipped(to: span) == all.clipped(to: span), "case \(number)")
        }
    }

    @Test func `starts are counted alike, however many days are asked about`() throws {
        var random = Random(15)
        let zones = try ["UTC0", "EST5EDT,M3.2.0,M11.1.0", "<+0545>-5:45"].map(tzif)
        let always = try #require(OpenRange(opens: 0, closes: 1440))
        var (offered, late) = (0, 0)
        for number in 0..<300 {
            let base = try #require(LocalDate("2026-03-05"))
            let isAlways = random.chance(50)
            let schedule =
                isAlways
                ? Schedule(weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [always]) }))
                : Self.schedule(&random, base)
            let zone = zones[number % 3]
            let rule = SlotRule(
                duration: .minutes(random.int(10...300)), step: .minutes(random.int(1...300)), before: .zero,
                after: .zero, earliest: zone.startOfDay(base.adding(days: -9)),
                latest: zone.startOfDay(base.adding(days: 19)), units: 1)
            func starts(of dates: ClosedRange<Int>, askingFrom first: Int) throws -> [Instant] {
                let hours = schedule.openingHours(
                    from: base.adding(days: first), through: base.adding(days: dates.upperBound + 2), in: zone)
                let from = zone.startOfDay(base.adding(days: dates.lowerBound))
                let to = zone.startOfDay(base.adding(days: dates.upperBound + 1))
                return Availability.slots(
                    hours: hours, needs: [], rule: rule, over: try #require(Interval(from: from, to: to))
                ).map(\.start)
            }
            let week = try starts(of: 0...6, askingFrom: -1)
            let days = try (0...6).flatMap { try starts(of: $0...$0, askingFrom: $0 - 1) }
            #expect(week == days, "case \(number)")
            offered += week.count
            if isAlways { late += week.count { zone.local($0).date > base } }
        }
        #expect(offered > 3_000 && late > 1_000)
    }

    @Test func `hours overlap when a minute of the week is in two of its ranges`() throws {
        var random = Random(14)
        var overlapping = 0
        for number in 0..<3000 {
            var weekly: [Weekday: [OpenRange]] = [:]
            for day in Weekday.allCases {
                weekly[day] = (0..<[0, 0, 1, 2][random.int(0...3)]).compactMap { _ in
                    let opens = random.int(0...23) * 60
                    return OpenRange(opens: opens, closes: min(2880, opens + random.int(1...14) * 60))
                }
            }
            var hours = [Int](repeating: 0, count: 7 * 24)
            for (day, ranges) in weekly {
                for hour in ranges.flatMap({ $0.opens / 60..<$0.closes / 60 }) {
                    hours[((day.rawValue - 1) * 24 + hour) % hours.count] += 1
                }
            }
            let expected = hours.contains { $0 > 1 }
            overlapping += expected ? 1 : 0
            #expect((Schedule.overlap(in: weekly) != nil) == expected, "case \(number)")
        }
        #expect((500...2500).contains(overlapping))
    }

    @Test func `a holiday closes its date unless an exception opens it, and names itself only then`() throws {
        let friday = try #require(LocalDate("2026-12-25"))
        let range = try #require(OpenRange(opens: 600, closes: 840))
        let day = try #require(OpenRange(opens: 540, closes: 1020))
        var schedule = Schedule(weekly: [.friday: [day]], holidays: [friday])
        func except(_ kinds: ScheduleException.Kind...) {
            schedule.exceptions = kinds.map { ScheduleException(from: friday, through: friday, kind: $0) }
        }
        #expect(schedule.ranges(on: friday).isEmpty && schedule.closedReason(on: friday) == .holiday)
        except(.open([range]))
        #expect(schedule.ranges(on: friday) == [range] && schedule.closedReason(on: friday) == nil)
        except(.extra([range]))
        #expect(schedule.ranges(on: friday) == [range] && schedule.closedReason(on: friday) == nil)
        except(.extra([range]), .closed(reason: .maintenance))
        #expect(schedule.ranges(on: friday).isEmpty && schedule.closedReason(on: friday) == .maintenance)
        #expect(schedule.ranges(on: friday.adding(days: 7)) == [day])
    }

    private static func schedule(_ random: inout Random, _ base: LocalDate) -> Schedule {
        func ranges(_ count: Int) -> [OpenRange] {
            (0..<count).compactMap { _ in
                let opens = random.int(0...47) * 30
                return OpenRange(opens: opens, closes: min(2880, opens + random.int(1...60) * 30))
            }
        }
        var weekly: [Weekday: [OpenRange]] = [:]
        for day in Weekday.allCases { weekly[day] = ranges([0, 1, 1, 2][random.int(0...3)]) }
        let exceptions = (0..<random.int(0...4)).map { _ in
            let from = base.adding(days: random.int(-1...7))
            let kinds: [ScheduleException.Kind] = [.closed(reason: .holiday), .open(ranges(1)), .extra(ranges(1))]
            return ScheduleException(
                from: from, through: from.adding(days: random.int(-1...2)), kind: kinds[random.int(0...2)])
        }
        let holidays = (0..<random.int(0...2)).map { _ in base.adding(days: random.int(-1...7)) }
        return Schedule(weekly: weekly, exceptions: exceptions, holidays: Set(holidays))
    }

    /// Asks each date in turn, with its own reading of the rules, whether one of its ranges is in force.
    private static func isOpen(
        _ schedule: Schedule, at instant: Instant, from: LocalDate, through: LocalDate, in zone: Zone
    ) -> Bool {
        (-1...from.days(until: through)).contains { offset in
            let date = from.adding(days: offset)
            let kinds = schedule.exceptions.filter { $0.from <= date && date <= $0.through }.map(\.kind)
            let replaced = kinds.compactMap { if case .open(let ranges) = $0 { ranges } else { nil } }
            let extra = kinds.compactMap { if case .extra(let ranges) = $0 { ranges } else { nil } }
            guard !kinds.contains(where: { if case .closed = $0 { true } else { false } }) else { return false }
            let week = schedule.holidays.contains(date) ? [] : schedule.weekly[date.weekday] ?? []
            let base = replaced.isEmpty ? week : replaced.flatMap { $0 }
            return (base + extra.flatMap { $0 }).contains { range in
                let opens = wall(date, range.opens, zone)
                let closes = wall(date, range.closes, zone)
                return (offset >= 0 || closes > zone.startOfDay(from)) && opens <= instant && instant < closes
            }
        }
    }

    private static func wall(_ date: LocalDate, _ minutes: Int, _ zone: Zone) -> Instant {
        guard let time = LocalTime(minuteOfDay: minutes % 1440) else { return Instant(milliseconds: .max) }
        return zone.instant(of: LocalDateTime(date.adding(days: minutes / 1440), time))
    }

    @Test func `a working day on a transition is an hour shorter or longer`() throws {
        let paris = try tzif("CET-1CEST,M3.5.0,M10.5.0/3")
        let day = try #require(OpenRange(opens: 0, closes: 1440))
        let schedule = Schedule(weekly: [.sunday: [day]])
        for (text, hours) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-01", 24)] {
            let date = try #require(LocalDate(text))
            let open = schedule.open(from: date, through: date, in: paris).intervals
            #expect(open.map(\.duration) == [.hours(hours)])
        }
    }

    @Test func `hours inside of a gap are no hours`() throws {
        let paris = try tzif("CET-1CEST,M3.5.0,M10.5.0/3")
        let date = try #require(LocalDate("2026-03-29"))
        let schedule = Schedule(weekly: [.sunday: [try #require(OpenRange(opens: 150, closes: 180))]])
        #expect(schedule.open(from: date, through: date, in: paris).isEmpty)
        #expect(schedule.open(from: date, through: date.adding(days: -1), in: paris).isEmpty)
    }

    @Test func `a night that began yesterday is open whole, and a closed date closes only its own`() throws {
        let friday = try #require(LocalDate("2026-11-20"))
        let night = try #require(OpenRange(opens: 1320, closes: 1560))
        let closed = ScheduleException(
            from: friday.adding(days: 1), through: friday.adding(days: 1), kind: .closed(reason: .blackout))
        let schedule = Schedule(weekly: [.friday: [night], .saturday: [night]], exceptions: [closed])
        let open = schedule.open(from: friday.adding(days: 1), through: friday.adding(days: 1), in: .utc)
        #expect(open.intervals.map(\.from.rfc3339) == ["2026-11-20T22:00:00Z"])
        #expect(open.intervals.map(\.to.rfc3339) == ["2026-11-21T02:00:00Z"])
        #expect(schedule.closedReason(on: friday.adding(days: 1)) == .blackout)
        #expect(schedule.closedReason(on: friday) == nil)
        #expect(schedule.ranges(on: friday) == [night])
        #expect(ClosedReason.allCases.map(\.rawValue) == ["holiday", "blackout", "maintenance", "time_off"])
    }

    @Test func `impossible hours are refused`() {
        for (opens, closes) in [(-1, 60), (1440, 1500), (60, 60), (60, 30), (60, 2881)] {
            #expect(OpenRange(opens: opens, closes: closes) == nil)
        }
        #expect(OpenRange(opens: 1439, closes: 2880) != nil)
    }

    @Test func `a booking window runs from the notice to the end of its last day`() throws {
        let paris = try tzif("CET-1CEST,M3.5.0,M10.5.0/3")
        let now = try #require(instant("2026-03-28T23:30:00Z"))
        let window = BookingWindow(minNotice: .hours(2), maxAdvanceDays: 1)
        #expect(window.earliest(now).rfc3339 == "2026-03-29T01:30:00Z")
        // In Paris it is already the 29th, so the last day is the 30th.
        #expect(window.latest(now, paris).rfc3339 == "2026-03-30T22:00:00Z")
    }
}
