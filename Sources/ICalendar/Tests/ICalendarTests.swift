import Foundation
import Kernel
import Testing

@testable import ICalendar

/// What the other library read.
private struct Component: Decodable {
    let name: String
    let properties: [String: [String]]
    let parameters: [String: [[String: String]]]
    let parts: [Component]

    func only(_ name: String) -> String? {
        properties[name]?.count == 1 ? properties[name]?.first : nil
    }
}

private struct Reading: Decodable {
    let calendar: Component
    let longest: Int
    let bareBreaks: Int

    var event: Component { calendar.parts[0] }
}

private func read(_ ics: String) throws -> Reading {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
    process.arguments = ["python3", "\(root.path)/Tests/Oracles/read-calendar.py"]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(ics.utf8))
    try input.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return try JSONDecoder().decode(Reading.self, from: data)
}

private func lesson(_ change: (inout CalendarEvent) -> Void = { _ in }) throws -> CalendarEvent {
    let start = try #require(Instant(rfc3339: "2026-11-21T09:00:00Z"))
    var event = CalendarEvent(
        uid: "bkg_1f8k@book.example.org", sequence: 2, start: start, end: start + .minutes(45), zone: .utc,
        summary: "Swimming lesson", description: "Bring a towel.", location: "Pool 2",
        organizer: CalendarParty(name: "Swim School", email: "swim@example.org"),
        attendee: CalendarParty(name: "Maria", email: "maria@example.com"),
        url: "https://book.example.org/b/1f8k", stamp: start - .days(1))
    change(&event)
    return event
}

struct ICalendarTests {
    @Test func `another library reads the event that was written`() throws {
        let reading = try read(try lesson().ics(method: .request))
        #expect(reading.calendar.properties["METHOD"] == ["REQUEST"])
        #expect(reading.calendar.properties["VERSION"] == ["2.0"])
        #expect(reading.calendar.properties["X-WR-TIMEZONE"] == ["UTC"])
        #expect(reading.calendar.parts.count == 1)
        let event = reading.event
        #expect(event.name == "VEVENT")
        #expect(event.only("UID") == "bkg_1f8k@book.example.org")
        #expect(event.only("SEQUENCE") == "2")
        #expect(event.only("DTSTART") == "2026-11-21T09:00:00+00:00")
        #expect(event.only("DTEND") == "2026-11-21T09:45:00+00:00")
        #expect(event.only("DTSTAMP") == "2026-11-20T09:00:00+00:00")
        #expect(event.only("SUMMARY") == "Swimming lesson")
        #expect(event.only("DESCRIPTION") == "Bring a towel.")
        #expect(event.only("LOCATION") == "Pool 2")
        #expect(event.only("URL") == "https://book.example.org/b/1f8k")
        #expect(event.only("STATUS") == "CONFIRMED")
        #expect(event.only("ORGANIZER") == "mailto:swim@example.org")
        #expect(event.only("ATTENDEE") == "mailto:maria@example.com")
        #expect(event.parameters["ORGANIZER"]?.first?["CN"] == "Swim School")
        #expect(event.parameters["ATTENDEE"]?.first?["PARTSTAT"] == "ACCEPTED")
    }

    @Test func `a cancellation says so twice`() throws {
        let reading = try read(try lesson { $0.status = .cancelled }.ics(method: .cancel))
        #expect(reading.calendar.properties["METHOD"] == ["CANCEL"])
        #expect(reading.event.only("STATUS") == "CANCELLED")
        #expect(reading.event.only("TRANSP") == "TRANSPARENT")
    }

    @Test(arguments: [
        "a\nATTENDEE:mailto:evil@example.com", "a\r\nATTENDEE:mailto:evil@example.com", "a\rEND:VEVENT\rBEGIN:VEVENT",
        "a\u{2028}b\u{85}c", "one, two; three: four \\ five \\n six", "\"quoted\" ^ 'text'", "👩‍🚀 für Größe שלום مرحبا",
        String(repeating: "0123456789", count: 30), String(repeating: "ü👩‍🚀", count: 100),
        "\u{0}\u{7}\u{1B}x\u{7F}\u{9B}",
        "END:VCALENDAR", "  spaces  ", "",
    ])
    func `no text can leave its property`(text: String) throws {
        let event = try lesson { event in
            event.uid = "u" + text
            event.summary = text
            event.description = text + "\n" + text
            event.location = text
            event.organizer?.name = text
            event.attendee?.name = text
            event.url = "https://example.org/" + text
        }
        let reading = try read(event.ics(method: .publish))
        #expect(reading.calendar.parts.count == 1)
        #expect(reading.event.properties["ATTENDEE"] == ["mailto:maria@example.com"])
        #expect(reading.event.only("SUMMARY") == cleaned(text))
        #expect(reading.event.only("DESCRIPTION") == cleaned(text) + "\n" + cleaned(text))
        #expect(reading.event.only("UID") == "u" + cleaned(text))
        #expect(reading.event.properties["LOCATION"] == (text.isEmpty ? nil : [cleaned(text)]))
        let name = reading.event.parameters["ATTENDEE"]?.first?["CN"] ?? ""
        #expect(name == parameterText(text))
        #expect(reading.event.parameters["ORGANIZER"]?.first?["CN"] ?? "" == name)
        #expect(Set(reading.event.properties.keys).isSubset(of: Self.known))
        #expect(reading.longest <= 75)
        #expect(reading.bareBreaks == 0)
    }

    private static let known: Set<String> = [
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS",
        "TRANSP",
        "ORGANIZER", "ATTENDEE",
    ]

    @Test(arguments: [
        "a\nATTENDEE:mailto:evil@example.com", "a@b.org;CN=x", "a@b.org,c@d.org", "no address", "", "a@b.org\r",
    ])
    func `an address that is none is left out`(email: String) throws {
        let event = try lesson { $0.organizer = CalendarParty(name: "x", email: email) }
        #expect(try read(event.ics(method: .publish)).event.properties["ORGANIZER"] == nil)
    }

    @Test(arguments: ["https://example.org/\nX:y", "javascript:alert(1)", "https://example.org/ü", "/b/1f8k"])
    func `a link that is no plain URL is left out`(url: String) throws {
        #expect(try read(try lesson { $0.url = url }.ics(method: .publish)).event.properties["URL"] == nil)
    }

    @Test func `a feed holds many events and a name`() throws {
        let events = try (0..<50).map { number in try lesson { $0.uid = "\(number)@example.org" } }
        let reading = try read(CalendarFile.text(events, method: .publish, name: "Swim; School, \n2", zone: .utc))
        #expect(reading.calendar.parts.count == 50)
        #expect(Set(reading.calendar.parts.compactMap { $0.only("UID") }).count == 50)
        #expect(reading.bareBreaks == 0)
    }

    @Test func `threads do not disturb each other`() async throws {
        let event = try lesson()
        let expected = event.ics(method: .request)
        let same = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<500 { group.addTask { event.ics(method: .request) == expected } }
            return await group.allSatisfy { $0 }
        }
        #expect(same)
    }

    @Test func `moments before 1970 and fractions of a second are cut to the second before`() throws {
        let event = try lesson { event in
            event.start = Instant(milliseconds: -1)
            event.end = Instant(milliseconds: 1999)
        }
        let read = try read(event.ics(method: .publish)).event
        #expect(read.only("DTSTART") == "1969-12-31T23:59:59+00:00")
        #expect(read.only("DTEND") == "1970-01-01T00:00:01+00:00")
    }

    @Test func `links for calendars on the web carry the event`() throws {
        let event = try lesson { $0.summary = "Swim & dive #1 für Maria" }
        let google = try #require(URLComponents(string: event.googleLink))
        #expect(google.queryItems?.contains(URLQueryItem(name: "text", value: "Swim & dive #1 für Maria")) == true)
        #expect(
            google.queryItems?.contains(URLQueryItem(name: "dates", value: "20261121T090000Z/20261121T094500Z")) == true
        )
        let outlook = try #require(URLComponents(string: event.outlookLink))
        #expect(outlook.queryItems?.contains(URLQueryItem(name: "subject", value: "Swim & dive #1 für Maria")) == true)
        #expect(outlook.queryItems?.contains(URLQueryItem(name: "startdt", value: "2026-11-21T09:00:00Z")) == true)
        #expect(outlook.queryItems?.contains(URLQueryItem(name: "body", value: "Bring a towel.")) == true)
    }
}
