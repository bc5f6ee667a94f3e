import Testing

@testable import Words

/// A catalogue of two slices in English and Spanish, with one file replaced where a test wants to break it.
private func slices(_ replaced: [String: String] = [:]) -> [[String: String]] {
    let bookings = [
        "Words/en.json":
            #"{"hello": "Hello {name}", "left": {"one": "{count} place left", "other": "{count} places left"}}"#,
        "Words/es.json":
            #"{"hello": "Hola, {name}", "left": {"one": "Queda {count} plaza", "other": "Quedan {count} plazas"}}"#,
        "Pages/show.mustache": "not a catalogue",
    ]
    let payments = ["Words/en.json": #"{"paid": "Paid"}"#, "Words/es.json": #"{"paid": "Pagado"}"#]
    return [bookings.merging(replaced) { $1 }, payments]
}

private func problems(_ replaced: [String: String]) -> [String] {
    do throws(WordFault) {
        _ = try WordBook(slices(replaced))
        return []
    } catch {
        return error.problems
    }
}

struct WordsTests {
    @Test func `a sentence takes its values in both languages`() throws {
        let book = try WordBook(slices())
        #expect(book.languages == [.en, .es])
        #expect(book.keys == ["hello", "left", "paid"])
        #expect(book.words(.en)("hello", ["name": "Maria"]) == "Hello Maria")
        #expect(book.words(.es)("hello", ["name": "Maria"]) == "Hola, Maria")
    }

    @Test func `a count chooses the form and is written as the language writes numbers`() throws {
        let book = try WordBook(slices())
        #expect(book.words(.en)("left", count: 1) == "1 place left")
        #expect(book.words(.en)("left", count: 0) == "0 places left")
        #expect(book.words(.en)("left", count: 12_345) == "12,345 places left")
        #expect(book.words(.es)("left", count: 1) == "Queda 1 plaza")
        #expect(book.words(.es)("left", count: 12_345) == "Quedan 12.345 plazas")
    }

    @Test func `a key or a value that is missing can be seen`() throws {
        let words = try WordBook(slices()).words(.en)
        #expect(words("nothing") == "⟦nothing⟧")
        #expect(words("hello") == "Hello ⟦name⟧")
        #expect(words("left") == "⟦count⟧ places left")
    }

    @Test func `a value is inserted as it is, braces included`() throws {
        let words = try WordBook(slices()).words(.en)
        #expect(words("hello", ["name": "{count} <b>"], count: 3) == "Hello {count} <b>")
    }

    @Test func `a template gets the raw sentence, but no plural`() throws {
        let words = try WordBook(slices()).words(.en)
        #expect(words.sentence("hello") == "Hello {name}")
        #expect(words.sentence("left") == nil)
        #expect(words.sentence("nothing") == nil)
        #expect(words.has("left") && !words.has("nothing"))
    }

    @Test func `a language without a catalogue reads as the first one`() throws {
        let book = try WordBook(slices())
        #expect(book.words(.ja)("paid") == "Paid")
        #expect(book.words(tag: "es-MX")("paid") == "Pagado")
        #expect(book.words(tag: "xx")("paid") == "Paid")
        #expect(book.language(acceptLanguage: "ja, es;q=0.2") == .es)
        #expect(book.language(acceptLanguage: "ja") == .en)
    }

    @Test(arguments: [
        (#"{"hello": "Hola, {name}""#, "is not a JSON object"),
        (#"["hello"]"#, "is not a JSON object"),
        (#"{"hello": 3}"#, "neither a text nor"),
        (#"{"hello": "Hola, {name"}"#, "malformed placeholder"),
        (#"{"hello": "Hola, name}"}"#, "malformed placeholder"),
        (#"{"hello": "Hola, {}"}"#, "malformed placeholder"),
        (#"{"hello": "Hola, {nombre}"}"#, "hello: name, nombre is not in every language"),
        (#"{"hello": "Hola"}"#, "hello: name is not in every language"),
        (#"{"hello": "{name}", "hello": "Hola, {name}"}"#, "has hello twice"),
        (#"{"paid": "Pagado"}"#, "paid belongs to another slice already"),
        (#"{"left": {"one": "Una"}}"#, "left lacks the form other"),
        (#"{"left": {"one": "Una", "other": "Muchas", "few": "Pocas"}}"#, "left has a form few"),
        (#"{"left": {"one": "Una", "oter": "Muchas"}}"#, "left has a form oter"),
        (#"{"left": "Quedan {count} plazas"}"#, "left is a plural in one language only"),
        (#"{"hello": "Hola, {name}"}"#, "left is missing in es"),
        (#"{"more": "Más"}"#, "more is missing in en"),
    ])
    func `a catalogue that is not sound stops the start`(json: String, problem: String) {
        #expect(problems(["Words/es.json": json]).contains { $0.contains(problem) })
    }

    @Test func `every problem is told at once`() {
        let found = problems([
            "Words/es.json": #"{"hello": "{", "left": {"one": "Una"}}"#, "Words/xx.json": "{}",
        ])
        #expect(found.count == 4, "\(found)")
        #expect(problems([:]).isEmpty)
    }

    @Test func `quotes and braces inside of sentences are not keys`() {
        let json = #"{"hello": "\"hello\": {name} \\", "left": {"one": "{count}: a", "other": "{count}, a"}}"#
        #expect(problems(["Words/es.json": json]).isEmpty)
    }
}
