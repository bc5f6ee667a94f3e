import Testing

@testable import daybook

/// Spanish sentences: they say tú to everybody, and one word for one thing.
@Suite struct SpanishTests {
    /// What begins a sentence that says usted; each has its form for tú.
    private static let usted = [
        "abra", "acepte", "añada", "arrastre", "asigne", "busque", "cambie", "cancele", "compruebe", "confirme",
        "consulte",
        "contacte", "copie", "corrija", "cree", "déjela", "déjelas", "déjelo", "deje", "desmarque", "dé", "diga",
        "elija",
        "elimine", "envíe", "escanee", "escoja", "escriba", "espere", "guarde", "haga", "indique", "introduzca",
        "inténtelo",
        "invite", "lea", "llame", "marque", "mire", "mueva", "pida", "ponga", "pruebe", "pulse", "quite", "recargue",
        "rellene",
        "reserve", "revise", "salga", "seleccione", "siga", "solicite", "traiga", "use", "vaya", "venga", "vuelva",
    ]

    /// Words for which the vocabulary has another one.
    private static let strays = [
        "oferta", "ofertas", "escritorio", "gestor", "gestores", "usted", "ustedes", "lugares",
    ]

    private func files() throws -> [Repository.File] {
        try Repository.files(in: ["Slices", "Sources"], ending: "es.json").filter { $0.path.contains("/Words/") }
    }

    private func sentences(_ file: Repository.File) -> [String] {
        file.text.matches(of: /"[^"]+": "((?:[^"\\]|\\.)*)"/).map { String($0.1) }
    }

    /// The first word of each of its parts, lowercase.
    private func openings(_ sentence: String) -> [String] {
        sentence.split { ".:;,¿?¡!«»".contains($0) }.flatMap { part in
            let words = part.lowercased().split(separator: " ").map(String.init)
            let joined = zip(words, words.dropFirst()).filter { ["o", "y", "e"].contains($0.0) }.map(\.1)
            return (words.first.map { [$0] } ?? []) + joined
        }
    }

    @Test func `nobody is addressed as usted`() throws {
        let files = try files()
        #expect(files.count > 10)
        for file in files {
            for sentence in sentences(file) {
                let found = openings(sentence).filter(Self.usted.contains)
                #expect(found == [], "\(file.path): \(sentence)")
            }
        }
    }

    @Test func `one thing has one word`() throws {
        for file in try files() {
            for sentence in sentences(file) {
                let words = sentence.lowercased().split { !$0.isLetter }.map(String.init)
                let found = words.filter(Self.strays.contains)
                #expect(found == [], "\(file.path): \(sentence)")
            }
        }
    }
}
