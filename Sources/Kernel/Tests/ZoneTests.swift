import Kernel
import Testing

@Suite struct ZoneTests {
    private func local(_ text: String, _ hour: Int, _ minute: Int) throws -> LocalDateTime {
        LocalDateTime(try #require(LocalDate(text)), try #require(LocalTime(hour: hour, minute: minute)))
    }

    @Test func `a local time in a gap moves forward by the gap`() throws {
        let paris = try tzif("CET-1CEST,M3.5.0,M10.5.0/3")
        let instant = paris.instant(of: try local("2026-03-29", 2, 30))
        #expect(instant.rfc3339(in: paris) == "2026-03-29T03:30:00+02:00")
    }

    @Test func `of a local time that happens twice the first is taken`() throws {
        let paris = try tzif("CET-1CEST,M3.5.0,M10.5.0/3")
        let instant = paris.instant(of: try local("2026-10-25", 2, 30))
        #expect(instant.rfc3339(in: paris) == "2026-10-25T02:30:00+02:00")
        #expect(paris.local(instant + .hours(1)) == (try local("2026-10-25", 2, 30)))
        #expect(paris.abbreviation(at: instant) == "CEST")
        #expect(paris.abbreviation(at: instant + .hours(1)) == "CET")
    }

    @Test func `a day has 23, 24 or 25 hours`() throws {
        let paris = try tzif("CET-1CEST,M3.5.0,M10.5.0/3")
        for (text, hours) in [("2026-03-29", 23), ("2026-03-30", 24), ("2026-10-25", 25)] {
            #expect(paris.day(try #require(LocalDate(text)))?.duration == .hours(hours))
        }
        #expect(paris.day(.last) == nil)
    }

    @Test func `a day whose midnight was skipped begins when the gap ends`() throws {
        // The clocks go from 23:30 to 00:30.
        let zone = try tzif("AAA0BBB,J100/23:30,J300")
        let date = try #require(LocalDate("2026-04-11"))
        #expect(zone.startOfDay(date).rfc3339 == "2026-04-10T23:30:00Z")
        #expect(zone.local(zone.startOfDay(date)) == (try local("2026-04-11", 0, 30)))
        #expect(zone.day(date)?.duration == .minutes(23 * 60 + 30))
    }

    @Test func `a date that the zone skipped is no day`() throws {
        let samoa = Zone(
            name: "Samoa", initial: ZoneOffset(seconds: -10 * 3600, abbreviation: "-10"),
            transitions: [
                ZoneTransition(utc: 1_325_239_200, offset: ZoneOffset(seconds: 14 * 3600, abbreviation: "+14"))
            ])
        #expect(samoa.day(try #require(LocalDate("2011-12-29")))?.duration == .hours(24))
        #expect(samoa.day(try #require(LocalDate("2011-12-30"))) == nil)
        #expect(samoa.day(try #require(LocalDate("2011-12-31")))?.duration == .hours(24))
    }

    @Test func `footers in every form are understood`() throws {
        func changes(_ footer: String, _ year: Int, are expected: [String]) throws {
            let zone = try tzif(footer)
            let first = try #require(LocalDate(year: year, month: 1, day: 1))
            let start = Instant(milliseconds: Int64(first.dayNumber) * 86_400_000)
            let found = (0..<366 * 48).map { start + .minutes($0 * 30) }
                .filter { zone.offset(at: $0) != zone.offset(at: $0 - .milliseconds(1)) }
            #expect(found.map { $0.rfc3339(in: zone) } == expected, "\(footer)")
        }
        try changes("<+03>-3", 2030, are: [])
        try changes(
            "EST5EDT,M3.2.0,M11.1.0", 2030, are: ["2030-03-10T03:00:00-04:00", "2030-11-03T01:00:00-05:00"])
        // The last Saturday evening of a month, told as a negative hour of the Sunday after it.
        try changes(
            "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2030, are: ["2030-03-31T00:00:00-01:00", "2030-10-26T23:00:00-02:00"])
        try changes(
            "IST-2IDT,M3.4.4/26,M10.5.0", 2030, are: ["2030-03-29T03:00:00+03:00", "2030-10-27T01:00:00+02:00"])
        // J counts no February 29, n does; 2028 is a leap year.
        try changes(
            "AAA0BBB-0:30:00,J60/0,J300/0", 2028, are: ["2028-03-01T00:30:00+00:30", "2028-10-26T23:30:00+00:00"])
        try changes(
            "AAA+0BBB-0:30,59/0,299/0", 2028, are: ["2028-02-29T00:30:00+00:30", "2028-10-25T23:30:00+00:00"])
        try changes("AAA3BBB4,0/0,J365/23", 2030, are: [])
        // Ireland's winter is the exception to its standard time.
        try changes(
            "IST-1GMT0,M10.5.0,M3.5.0/1", 2030, are: ["2030-03-31T02:00:00+01:00", "2030-10-27T01:00:00+00:00"])
    }

    @Test func `the rule holds for ever, far from the table too`() throws {
        let paris = try tzif("CET-1CEST,M3.5.0,M10.5.0/3")
        for year in [2099, 2100, 2101, 2500, 9998] {
            #expect(paris.instant(of: try local("\(year)-07-01", 12, 0)).rfc3339 == "\(year)-07-01T10:00:00Z")
            #expect(paris.instant(of: try local("\(year)-12-31", 23, 30)).rfc3339 == "\(year)-12-31T22:30:00Z")
            let date = try #require(LocalDate("\(year)-01-01"))
            #expect(paris.startOfDay(date).rfc3339 == "\(year - 1)-12-31T23:00:00Z")
        }
    }

    @Test func `instants beyond the calendar stop at its ends`() {
        #expect(Zone.utc.local(Instant(milliseconds: .max)).description == "9999-12-31T23:59:59")
        #expect(Zone.utc.local(Instant(milliseconds: .min)).description == "0001-01-01T00:00:00")
        #expect(Zone.utc == Zone.utc)
        #expect(Set([Zone.utc, Zone.utc]).count == 1)
        #expect(Zone.utc.abbreviation(at: Instant(milliseconds: 0)) == "UTC")
    }
}

@Suite struct ZoneFileTests {
    private func fault(_ file: TZif) -> ZoneFault? {
        do throws(ZoneFault) {
            _ = try Zone(name: "test", tzif: file.bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func `transitions come from the file and later ones from its footer`() throws {
        var file = TZif(transitions: [(0, 1), (1_000_000_000, 0)], types: [(3600, 0), (-7200, 4)])
        file.footer = "TWO2ONE-1,M3.5.0,M10.5.0"
        let zone = try Zone(name: "test", tzif: file.bytes)
        #expect(zone.offset(at: Instant(milliseconds: -1)) == 3600)
        #expect(zone.offset(at: Instant(milliseconds: 0)) == -7200)
        #expect(zone.abbreviation(at: Instant(milliseconds: 0)) == "TWO")
        #expect(zone.offset(at: try #require(instant("2001-09-09T01:46:40Z"))) == 3600)
        #expect(zone.offset(at: try #require(instant("2030-01-01T00:00:00Z"))) == -7200)
        #expect(zone.offset(at: try #require(instant("2030-07-01T00:00:00Z"))) == 3600)
    }

    @Test func `the first version has 32-bit times and no footer`() throws {
        let file = TZif(version: 0, transitions: [(-100, 1)], types: [(3600, 0), (-7200, 4)])
        let zone = try Zone(name: "test", tzif: file.bytes)
        #expect(zone.offset(at: Instant(milliseconds: -100_001)) == 3600)
        #expect(zone.offset(at: Instant(milliseconds: -100_000)) == -7200)
        var empty = TZif()
        empty.footer = ""
        #expect(try Zone(name: "test", tzif: empty.bytes).offset(at: Instant(milliseconds: 0)) == 3600)
    }

    @Test func `every cut of a file is refused`() {
        let bytes = TZif(transitions: [(0, 0)]).bytes
        for count in bytes.indices {
            #expect(throws: ZoneFault.self) { try Zone(name: "test", tzif: Array(bytes[..<count])) }
        }
    }

    @Test func `wrong files are refused for what is wrong`() {
        #expect(fault(TZif()) == nil)
        #expect(fault(TZif(magic: "TZoo")) == .notTZif)
        #expect(fault(TZif(version: UInt8(ascii: "9"))) == .notTZif)
        #expect(fault(TZif(leaps: 1)) == .leapSeconds)
        #expect(fault(TZif(transitions: [(0, 1)])) == .malformed)
        #expect(fault(TZif(transitions: [(5, 0), (5, 0)])) == .malformed)
        #expect(fault(TZif(types: [])) == .malformed)
        #expect(fault(TZif(types: [(3600, 8)])) == .malformed)
        #expect(fault(TZif(types: [(.min, 0)])) == .malformed)
        #expect(fault(TZif(footer: "?")) == .footer("?"))
    }

    @Test func `a footer with anything wrong in it is refused`() {
        for footer in [
            "AB1", "ABC", "ABC25", "ABC1:60", "<AB", "<A_B>1", "ABC1DEF", "ABC1DEF,", "ABC1DEF,M3.2.0",
            "ABC1DEF,M3.2.0,",
            "ABC1DEF,M0.2.0,M11.1.0", "ABC1DEF,M13.2.0,M11.1.0", "ABC1DEF,M3.0.0,M11.1.0", "ABC1DEF,M3.6.0,M11.1.0",
            "ABC1DEF,M3.2.7,M11.1.0", "ABC1DEF,J0,J1", "ABC1DEF,J366,J1", "ABC1DEF,366,1", "ABC1DEF,M3.2.0/168,M11.1.0",
            "ABC1DEF,M3.2.0,M11.1.0x",
            "ABC1DEF2,", "ABC1DEF25,M3.2.0,M11.1.0", "ABC1DEF2x", "ABC1 ", "ABC1DEF,M3,M4",
        ] {
            #expect(throws: ZoneFault.footer(footer)) { try tzif(footer) }
        }
    }
}
