import Testing

@testable import Web

@Suite struct ShapeTests {
    private static let schema = Schema(
        "Sample",
        [
            Field("name", .text(1...10), sample: "Ana"), Field("count", .integer(1...5), optional: true, sample: 2),
            Field("email", .formatted(.email), optional: true, sample: "a@b.example"),
            Field("flag", .boolean, optional: true, sample: true),
            Field(
                "list", .list(.object([Field("day", .formatted(.date), sample: "2026-11-21")]), max: 2), optional: true,
                sample: []),
        ])

    private static func faults(_ value: JSON) -> [FieldProblem] {
        do {
            _ = try schema.accept(value)
            return []
        } catch { return error.fields }
    }

    @Test func `a good input comes through with its texts trimmed`() throws {
        let fields = try Self.schema.accept(["name": "  Ana ", "count": 3, "flag": false])
        #expect(fields.text("name") == "Ana")
        #expect(fields.integer("count") == 3)
        #expect(fields.bool("flag") == false)
        #expect(!fields.has("email"))
    }

    @Test func `everything that is wrong is named at once, with its place`() {
        let faults = Self.faults(["count": 9, "email": "nobody", "list": [["day": "2026-02-30"]], "role": "admin"])
        #expect(
            Set(faults.map { "\($0.pointer) \($0.code)" }) == [
                "/name required", "/count out_of_range", "/email not_email", "/list/0/day not_date",
                "/role unknown_field",
            ])
    }

    @Test func `however much is wrong, a refusal names 200 faults, by short names`() {
        let long = String(repeating: "e\u{301}", count: 200)
        let members = (0..<25_000).map { JSON.Member("k\($0)\(long)", 0) }
        let faults = Self.faults(.object([.init("name", "Ana")] + members))
        #expect(faults.count == 200)
        #expect(faults.allSatisfy { $0.code == "unknown_field" && $0.pointer.unicodeScalars.count <= 41 })
        let days: JSON = .array([.object(members), .object(members)])
        #expect(Self.faults(["name": "Ana", "list": days]).count == 200)
    }

    @Test func `types are not guessed`() {
        #expect(Self.faults(["name": 1]).map(\.code) == ["not_text"])
        #expect(Self.faults(["name": "Ana", "count": "2"]).map(\.code) == ["not_whole_number"])
        #expect(Self.faults(["name": "Ana", "flag": 1]).map(\.code) == ["not_boolean"])
        #expect(Self.faults(["name": "Ana", "list": [[:], [:], [:]]]).map(\.code) == ["too_many"])
        #expect(Self.faults(["name": .null]).map(\.code) == ["required"])
        #expect(Self.faults([]).map(\.code) == ["not_an_object"])
    }

    @Test func `a form's texts become what their fields are, and empty means not given`() throws {
        let fields = try Self.schema.accept(form: ["name": "Ana", "count": "4", "flag": "on", "email": ""])
        #expect(fields.integer("count") == 4)
        #expect(fields.bool("flag") == true)
        #expect(!fields.has("email"))
        #expect(throws: Problem.self) { try Self.schema.accept(form: ["name": "Ana", "count": "four"]) }
    }

    @Test func `a program's query gives what it names`() throws {
        let fields = try Self.schema.accept(query: ["name": "Ana", "count": "4"])
        #expect(fields.integer("count") == 4)
        for name in ["name", "count", "email", "flag"] {
            #expect(throws: Problem.self) { try Self.schema.accept(query: ["name": "Ana"].merging([name: ""]) { $1 }) }
        }
    }

    @Test(arguments: ["a\u{0}b", "a\u{202E}b", "a\u{7}b", "a\u{200B}b", "z" + String(repeating: "\u{0301}", count: 9)])
    func `text that reads as something else is refused`(_ text: String) {
        #expect(text.cleaned(lines: false) == nil)
    }

    @Test func `people's names in any script are kept`() {
        for name in ["محمد", "Zoë", "Nguyễn", "李小龍", "O’Brien", "שרה", "e\u{0301}"] {
            #expect(name.cleaned(lines: false) == name)
        }
        #expect("a\r\nb".cleaned(lines: true) == "a\nb")
        #expect("a\nb".cleaned(lines: false) == nil)
    }

    @Test func `addresses and numbers have one form`() {
        #expect(Contact.normalised(email: " Maria@Example.ORG ") == "maria@example.org")
        for bad in [
            "", "a", "a@", "@b.example", "a@b", "a b@c.example", "a@b..example", "a@-b.example", "a\n@b.example",
            "a@b.example,c@d.example",
        ] {
            #expect(Contact.normalised(email: bad) == nil, "\(bad)")
        }
        #expect(Contact.normalised(phone: "+34 600-111 (222)") == "+34600111222")
        #expect(Contact.normalised(phone: "0034600111222") == "+34600111222")
        for bad in ["", "12", "+", "abc", "+34x600111222", "1234567890123456"] {
            #expect(Contact.normalised(phone: bad) == nil, "\(bad)")
        }
    }

    @Test func `slugs are plain`() {
        #expect(Slug("swim-school") != nil)
        for bad in ["ab", "-abc", "abc-", "a--b", "Abc", "a_b", "á-b", String(repeating: "a", count: 101)] {
            #expect(Slug(bad) == nil, "\(bad)")
        }
    }
}
