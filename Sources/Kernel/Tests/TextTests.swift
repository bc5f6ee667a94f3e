import Kernel
import Testing

@Suite struct RFC3339Tests {
    @Test func `an instant written and read again is the same`() throws {
        var random = Random(9)
        let zones = try ["EST5EDT,M3.2.0,M11.1.0", "<+0545>-5:45", "<-03>3"].map(tzif)
        for _ in 0..<5000 {
            let instant = Instant(milliseconds: Int64(random.int(-62_135_500_000_000...253_402_200_000_000)))
            #expect(Instant(rfc3339: instant.rfc3339) == instant)
            for zone in zones { #expect(Instant(rfc3339: instant.rfc3339(in: zone)) == instant) }
        }
    }

    @Test func `the forms of RFC 3339 are read`() {
        #expect(instant("1970-01-01T00:00:00Z")?.milliseconds == 0)
        #expect(instant("1970-01-01t00:00:01.5z")?.milliseconds == 1500)
        #expect(instant("1970-01-01T00:00:00.123456789Z")?.milliseconds == 123)
        #expect(instant("1970-01-01T01:00:00+01:00")?.milliseconds == 0)
        #expect(instant("1969-12-31T18:30:00.010-05:30")?.milliseconds == 10)
        #expect(instant("1969-12-31T23:59:59.999Z")?.description == "1969-12-31T23:59:59.999Z")
        #expect(instant("2026-11-21T09:00:00Z")?.rfc3339 == "2026-11-21T09:00:00Z")
    }

    @Test func `anything else is refused`() {
        for text in [
            "", "2026-11-21", "2026-11-21T09:00Z", "2026-11-21T09:00:00", "2026-11-21 09:00:00Z",
            "2026-02-30T09:00:00Z",
            "2026-11-21T24:00:00Z", "2026-11-21T23:59:60Z", "2026-11-21T09:00:00.Z", "2026-11-21T09:00:00.1234567890Z",
            "2026-11-21T09:00:00+24:00", "2026-11-21T09:00:00+01:60", "2026-11-21T09:00:00+0100",
            "2026-11-21T09:00:00Z ",
            "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "２026-11-21T09:00:00Z",
        ] {
            #expect(instant(text) == nil, "\(text)")
        }
    }

    @Test func `an offset that was not whole minutes still gives the right instant`() throws {
        let zone = Zone(name: "LMT", initial: ZoneOffset(seconds: 561, abbreviation: "LMT"), transitions: [])
        let instant = Instant(milliseconds: 0)
        #expect(instant.rfc3339(in: zone) == "1970-01-01T00:09:00+00:09")
    }
}

private struct BoatID: EntityID {
    static let prefix = "boat"
    let rawValue: Int64
}

@Suite struct IdentityTests {
    @Test func `an id written and read again is the same`() {
        var random = Random(10)
        for _ in 0..<5000 {
            let id = BoatID(rawValue: Int64(random.next() >> UInt64(random.int(1...63))))
            #expect(BoatID(id.text) == id)
        }
        #expect(BoatID(rawValue: .max).description == "boat_7zzzzzzzzzzzz")
        #expect(BoatID(rawValue: 0).text == "boat_0")
        #expect(BoatID(rawValue: 32) > BoatID(rawValue: 31))
    }

    @Test func `an id has one spelling only`() {
        for text in [
            "", "boat_", "boat", "1", "ship_1", "BOAT_1", "boat_A", "boat_01", "boat_00", "boat_i", "boat_l", "boat_o",
            "boat_u", "boat_8zzzzzzzzzzzz", "boat_10000000000000", "boat_1 ", " boat_1", "boat_-1", "boat__1", "boat_é",
        ] {
            #expect(BoatID(text) == nil, "\(text)")
        }
    }

    @Test func `references use only characters that can't be mistaken`() {
        var random = Random(11)
        for bits in (0..<3000).map({ _ in random.next() }) + [0, .max] {
            let reference = Reference.from(random: bits)
            #expect(reference.text.count == 8)
            #expect(reference.text.allSatisfy { "23456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) })
            #expect(Reference(" \(reference.text.lowercased())\n") == reference)
        }
        #expect(Reference.from(random: 0).description == "22222222")
    }

    @Test func `what is not a reference is refused`() {
        for text in [
            "", "2222222", "222222222", "2222 2222", "2222222O", "2222222I", "2222222L", "2222222U", "2222222é",
        ] {
            #expect(Reference(text) == nil, "\(text)")
        }
    }
}
