import HTTPTypes
import Kernel
import Pictures
import Storage
import Synchronization
import TestSupport
import Testing
import Web

@testable import daybook

/// Maria shows her pool (B1, B4, B5, M5).
@Suite struct ImageTests {
    @Test(arguments: TestEngine.available)
    func `an image goes in by the API, is shown, served and removed`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let path = "/businesses/\(house.business)"
            for place in [path, "\(path)/offerings/\(house.lesson)", "\(path)/resources/\(house.ana)"] {
                let first = try await house.upload("\(place)/images?alt=The%20pool")
                let second = try await house.upload("\(place)/images")
                let all = try await house.owner.accepted(.get, "\(place)/images").array ?? []
                #expect(all == [first, second])
                #expect(first["alt"] == "The pool" && first["width"] == 40 && first["height"] == 20)
                let owner = try await house.owner.accepted(.get, place)
                #expect(owner["images"] == .array(all) && second["alt"] == owner["name"])
                // The second comes first.
                let change: JSON = ["is_cover": true, "alt": "The door"]
                let cover = try await house.owner.accepted(.put, "\(place)/images/\(second.id)", change)
                #expect(cover["alt"] == "The door")
                #expect(try await house.owner.accepted(.get, place)["images"]?.array?.first == cover)
                let address = first.address
                let served = await house.composition.site.answer(Incoming(.get, address))
                #expect(served.status == 200 && PictureKind(served.body) == .webp)
                #expect(await house.composition.site.answer(Incoming(.get, address)).body == served.body)
                let removed = await house.owner.send(.delete, "\(place)/images/\(first.id)")
                #expect(removed.status == 204)
                #expect(await house.composition.site.answer(Incoming(.get, address)).status == 404)
                #expect(try await house.owner.accepted(.get, "\(place)/images").array == [cover])
            }
            let files = try await house.number("SELECT COUNT(*) FROM image_files")
            #expect(files == 6)
            let events = try await house.number(
                "SELECT COUNT(*) FROM events WHERE action IN ('image.added', 'image.updated', 'image.removed')")
            #expect(events == 12)
            let services = try await house.guest.accepted(.get, "/public/\(TestHouse.slug)/services")
            #expect(services.array?.first?["images"]?.array?.count == 1)
            let face = try await house.guest.accepted(.get, "/public/\(TestHouse.slug)")
            #expect(face["business"]?["images"]?.array?.count == 1)
        }
    }

    @Test func `an image is served apart from everything else`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let image = try await house.upload("/businesses/\(house.business)/images")
            let served = await house.composition.site.answer(
                Incoming(.get, image.address, headers: [.cookie: "daybook_notice=setup.notice.saved"]))
            #expect(served.header("content-type") == "image/webp")
            #expect(served.header("x-content-type-options") == "nosniff")
            #expect(
                served.header("content-security-policy")
                    == "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox")
            #expect(served.header("cross-origin-resource-policy") == "same-origin")
            #expect(served.header("cache-control") == "public, max-age=31536000, immutable")
            #expect(served.header("set-cookie") == nil)
            let other = image.address.replacing("-large-", with: "-huge-")
            let wrong = image.address.replacing(".webp", with: ".html")
            for address in [
                other, wrong, "/images/\(house.business)/img_1-card-0.webp", "/images/x/y", image.address + "x",
            ] { #expect(await house.composition.site.answer(Incoming(.get, address)).status == 404, "\(address)") }
            _ = await house.owner.send(.delete, "/businesses/\(house.business)")
            #expect(await house.composition.site.answer(Incoming(.get, image.address)).status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what is no image changes nothing`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let path = "/businesses/\(house.business)/images"
            let good = try TestImage.file()
            let before = try await house.rows()
            let html = Array("<!doctype html><script>alert(1)</script>".utf8)
            let refused: [(file: [UInt8], type: String, status: Int, code: String)] = [
                ([], "image/png", 422, "required"), (html, "image/png", 422, "image_unknown"),
                (Array("GIF89a".utf8), "image/jpeg", 422, "image_unknown"),
                (Array(good.prefix(60)), "image/webp", 422, "image_broken"),
                ([UInt8](repeating: 0, count: 5_242_881), "image/png", 422, "file_too_large"),
                (good, "image/gif", 415, ""), (good, "text/html", 415, ""), (good, "application/json", 415, ""),
            ]
            for (file, type, status, code) in refused {
                let answer = await house.owner.upload(path, file, type: type, key: "k")
                let fault = answer.json?["errors"]?.array?.first?["code"]?.string ?? ""
                #expect(answer.status == status && fault == code, "\(type) \(answer.text.prefix(300))")
            }
            #expect(await house.owner.upload(path + "?alt=%00", good).status == 400)
            #expect(await house.owner.upload(path + "?colour=red", good).status == 422)
            let unknown = "/businesses/\(house.business)/offerings/off_3nk2r8w1qz7/images"
            #expect(await house.owner.upload(unknown, good).status == 404)
            // An image of the one is not there under the other.
            #expect(try await house.rows().differences(from: before) == [])
            let own = try await house.upload(path)
            let elsewhere = "/businesses/\(house.business)/resources/\(house.ana)/images/\(own.id)"
            #expect(await house.owner.send(.delete, elsewhere).status == 404)
            #expect(await house.owner.send(.put, elsewhere, ["is_cover": true]).status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func `eight fit, however many come at once, and the same key adds one`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let path = "/businesses/\(house.business)/images"
            let file = try TestImage.file()
            let first = await house.owner.upload(path, file, key: "k-1")
            let again = await house.owner.upload(path, file, key: "k-1")
            #expect(first.status == 201 && again.text == first.text)
            #expect(again.header("idempotent-replayed") == "true")
            let statuses = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<10 { group.addTask { await house.owner.upload(path, file).status } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 7 && statuses.count { $0 == 409 } == 3)
            #expect(try await house.number("SELECT COUNT(*) FROM images") == 8)
            let full = await house.owner.upload(path, file)
            #expect(full.status == 409 && full.code == "images_full")
        }
    }

    @Test func `only doors for files take large bodies, and people are told on a page`() async throws {
        try await TestHouse.empty { house in
            /// How many bytes such a request may have, and what is answered when it has more.
            func refused(_ method: Web.Method, _ path: String) async -> (most: Int?, answer: Answer) {
                let asked = Mutex<Int?>(nil)
                let answer = await house.site.answer(Incoming(method, path)) { most throws(Problem) in
                    asked.withLock { $0 = most }
                    throw Problem(413, "body_too_large")
                }
                return (asked.withLock { $0 }, answer)
            }
            for (method, path) in [
                (.post, "/desk/a/settings"), (.post, "/api/v1/businesses"), (.put, "/api/v1/businesses/b/images/i"),
            ] as [(Web.Method, String)] {
                #expect(await refused(method, path).most == 262_144, "\(path)")
            }
            #expect(await refused(.post, "/nowhere").most == nil, "nobody reads it")
            let (fileMost, problem) = await refused(.post, "/api/v1/businesses/b/images")
            #expect(fileMost == 5_242_880 && problem.code == "body_too_large")
            let (formMost, page) = await refused(.post, "/desk/a/settings/images")
            #expect(formMost == 5_242_880 + 65_536)
            #expect(page.status == 413 && page.text.contains("<!doctype html>"))
        }
    }

    @Test func `an image goes in by the desk's form, which carries its token`() async throws {
        try await TestHouse.with(.sqlite) { house in
            let maria = Browser(house.composition.site)
            _ = await maria.logIn("maria")
            let file = try TestImage.file()
            let page = "/desk/\(TestHouse.slug)/offerings/\(house.lesson)"
            let shown = await maria.get(page)
            let before = try await house.rows()
            #expect(await maria.post("\(page)/images", file: file, ["alt": "x"]).status == 403)
            let text = await maria.post("\(page)/images", file: Array("text".utf8), ["alt": "Kept"], from: shown)
            #expect(text.status == 422 && text.text.contains("f-image-error") && text.text.contains("value=\"Kept\""))
            let none = await maria.post("\(page)/images", [:], from: shown)
            #expect(none.status == 422)
            // Only doors for files take forms with files.
            #expect(await maria.post(page, file: file, [:], from: shown).status == 415)
            #expect(try await house.rows().differences(from: before) == [])
            let added = await maria.post("\(page)/images", file: file, ["alt": "The <pool>"], from: shown)
            #expect(added.status == 303 && added.header("location") == "\(page)#images")
            let gallery = await maria.get(page)
            #expect(gallery.text.contains("alt=\"The &lt;pool&gt;\""))
            let open = await house.composition.site.answer(Incoming(.get, "/book/\(TestHouse.slug)"))
            #expect(open.text.contains("loading=\"lazy\"") && open.text.contains("/images/\(house.business)/"))
            let id = try await house.owner.accepted(
                .get, "/businesses/\(house.business)/offerings/\(house.lesson)/images"
            ).array?.first?.id
            let image = try #require(id)
            let ask = await maria.get("\(page)/images/\(image)/remove")
            #expect(ask.status == 200)
            #expect(await maria.post("\(page)/images/\(image)/cover", [:], from: ask).status == 303)
            #expect(await maria.post("\(page)/images/\(image)/remove", [:], from: ask).status == 303)
            let gone = await house.composition.site.answer(Incoming(.get, "/book/\(TestHouse.slug)"))
            #expect(!gone.text.contains("/images/"))
        }
    }
}

enum TestImage {
    /// A WebP of 40 by 20 pixels.
    static func file() throws -> [UInt8] {
        try Picture(rgba: (0..<3_200).map { UInt8($0 % 251) | 3 }, width: 40, height: 20).large.webp
    }
}

extension TestHouse {
    /// Adds an image; its JSON.
    func upload(_ address: String, by door: APIDoor? = nil) async throws -> JSON {
        let answer = await (door ?? owner).upload(address, try TestImage.file())
        guard answer.status == 201 else { throw Refused(answer) }
        return answer.json ?? .null
    }

    /// Adds an image to what the path names; its id.
    func image(of path: String, by door: APIDoor? = nil) async throws -> String {
        try await upload("\(path)/images", by: door).id
    }
}

extension JSON {
    fileprivate var id: String { self["id"]?.string ?? "" }
    /// The path of an image's address.
    fileprivate var address: String { (self["url"]?.string ?? "").replacing("http://localhost", with: "") }
}
