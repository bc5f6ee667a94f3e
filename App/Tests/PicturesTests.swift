import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// Every picture that Maria shows is seen by somebody (B1, B4, B5).
@Suite struct PicturesTests {
    private static let book = "/book/\(TestHouse.slug)"

    private func count(_ text: String, in page: Answer) -> Int { page.text.ranges(of: text).count }

    @Test(arguments: TestEngine.available)
    func `clients see all pictures of a business and an offering, and whom they choose`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let guest = Browser(house.composition.site)
            let times = "\(Self.book)/\(house.lesson)?date=2026-11-24"
            let (bare, empty) = (await guest.get(Self.book), await guest.get(times))
            #expect(count("id=\"pictures\"", in: bare) == 0 && count("id=\"pictures\"", in: empty) == 0)
            #expect(count("id=\"faces\"", in: empty) == 0)

            let path = house.businessPath
            for alt in ["The%20pool", "The%20door", ""] {
                _ = try await house.upload("\(path)/images" + (alt.isEmpty ? "" : "?alt=\(alt)"))
            }
            for _ in 0..<2 { _ = try await house.upload("\(path)/offerings/\(house.lesson)/images") }
            _ = try await house.upload("\(path)/resources/\(house.ana)/images")
            let page = await guest.get(Self.book)
            // The cover comes at once, the lesson's card and the other two when they are scrolled to.
            #expect(count("/images/", in: page) >= 4 && count("loading=\"lazy\"", in: page) == 3)
            for alt in ["The pool", "The door", "Swim School, picture 2"] {
                #expect(count("alt=\"\(alt)\"", in: page) == 1, "\(alt)")
            }
            let shown = await guest.get(times)
            #expect(count("id=\"pictures\"", in: shown) == 1 && count("id=\"faces\"", in: shown) == 0)
            #expect(count("alt=\"Private lesson, picture", in: shown) == 2)

            _ = try await house.owner.accepted(.put, "\(path)/offerings/\(house.lesson)", ["lets_choose": true])
            let faces = await guest.get(times)
            #expect(count("id=\"faces\"", in: faces) == 1 && count("alt=\"Picture of Ana\"", in: faces) == 1)
            for person in [house.ana, house.ben] {
                let link = "\(Self.book)/\(house.lesson)?date=2026-11-24&amp;resource_id=\(person)"
                #expect(count("href=\"\(link)\"", in: faces) == 1, "\(person)")
            }
            for name in ["Ana", "Ben"] { #expect(count("aria-current=\"true\">\(name)", in: faces) == 0, "\(name)") }
            let chosen = await guest.get("\(times)&resource_id=\(house.ben)")
            #expect(count("aria-current=\"true\">Ben", in: chosen) == 1)
            // Who has chosen one can choose the other instead, and not both.
            #expect(count("resource_id=\(house.ana)\"", in: chosen) == 1)
            #expect(count("resource_id=\(house.ben)&amp;resource_id", in: chosen) == 0)
            let part = await guest.get("\(times)&fragment=times")
            #expect(count("/images/", in: part) == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `rooms by the hour come with their pictures`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let path = house.businessPath
            var rooms: [String] = []
            for name in ["Blue", "Green"] {
                let room: JSON = ["kind": "room", "name": .string(name), "hourly_rate": "20.00"]
                rooms.append(try await house.owner.made("\(path)/resources", room)["id"]?.string ?? "")
            }
            let letting: JSON = [
                "kind": "room", "name": "Room", "duration_minutes": 60, "pricing": "per_hour",
                "needs": [.list(rooms, JSON.string)],
            ]
            _ = try await house.owner.made("\(path)/offerings", letting)
            let image = try await house.upload("\(path)/resources/\(rooms[1])/images?alt=Seen%20from%20the%20door")
            let all = try await house.guest.accepted(.get, "/bookings/rooms?business=\(TestHouse.slug)").array ?? []
            #expect(all.count == 2)
            let (blue, green) = (all.first { $0["name"] == "Blue" }, all.first { $0["name"] == "Green" })
            #expect(blue?["images"] == [] && green?["images"] == [image])
        }
    }
}
