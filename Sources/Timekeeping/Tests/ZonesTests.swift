import Kernel
import Testing
import Timekeeping

@Suite struct ZonesTests {
    @Test func `zones are found by name and read once`() throws {
        let paris = try #require(Zones.system.zone("Europe/Paris"))
        #expect(paris.name == "Europe/Paris")
        #expect(Zones.system.zone("Europe/Paris") == paris)
        let noon = try #require(Instant(rfc3339: "2026-07-01T10:00:00Z"))
        #expect(noon.rfc3339(in: paris) == "2026-07-01T12:00:00+02:00")
        #expect(Zones.system.zone("America/Argentina/Buenos_Aires") != nil)
        #expect(Zones.system.zone("Etc/GMT+5") != nil)
    }

    @Test func `what is not a zone's name finds nothing`() {
        for name in [
            "", "/", ".", "..", "../zoneinfo/Europe/Paris", "/usr/share/zoneinfo/Europe/Paris", "Europe", "Europe/",
            "Europe//Paris", "Europe/Paris/", "Europe/Pari", "Europe/Paris\0", "Europe/Paris ", "zone1970.tab",
            "tzdata.zi",
            "right/Europe/Paris", "posix/Europe/Paris", "Europe/París", String(repeating: "a", count: 65),
        ] {
            #expect(Zones.system.zone(name) == nil, "\(name)")
        }
    }

    @Test func `every name to choose from is a zone`() {
        let names = Zones.system.names
        #expect(names.count > 250)
        #expect(names == names.sorted())
        #expect(names.contains("UTC"))
        #expect(names.allSatisfy { Zones.system.zone($0) != nil })
    }

    @Test func `without the machine's database Foundation's zones serve`() throws {
        let fallback = Zones(directory: "/nowhere")
        #expect(fallback.names.count > 250)
        #expect(fallback.zone("Europe/Nowhere") == nil)
        for name in ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"] {
            let ours = try #require(Zones.system.zone(name))
            let theirs = try #require(fallback.zone(name))
            let start = try #require(Instant(rfc3339: "2020-01-01T00:00:00Z"))
            let hours = (0..<18 * 8766).map { start + .hours($0) }
            #expect(hours.allSatisfy { ours.offset(at: $0) == theirs.offset(at: $0) }, "\(name)")
        }
    }
}

@Suite struct WallClockTests {
    @Test func `a manual clock moves only when told`() throws {
        let start = try #require(Instant(rfc3339: "2026-11-21T09:00:00Z"))
        let manual = ManualClock(start)
        let clock = manual.clock
        #expect(clock.now() == start)
        manual.advance(by: .hours(1))
        #expect(clock.now() == start + .hours(1))
        manual.set(start)
        #expect(manual.now == start)
        #expect(WallClock.fixed(start).now() == start)
    }

    @Test func `the machine's clock runs forward`() throws {
        let before = WallClock.system.now()
        #expect(before > (try #require(Instant(rfc3339: "2025-01-01T00:00:00Z"))))
        #expect(WallClock.system.now() >= before)
    }
}
