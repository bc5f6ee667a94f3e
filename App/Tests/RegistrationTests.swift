import Bookings
import Catalogue
import Customers
import Foundation
import House
import Identity
import Jobs
import Messages
import Scheduling
import Testing
import Words

@testable import Web
@testable import daybook

/// What is in the house is on its lists, and the lists are sound.
@Suite struct RegistrationTests {
    @Test func `every slice's folder is registered once`() async throws {
        let modules = Composition.slices.map { String(String(reflecting: $0).prefix { $0 != "." }) }
        let folders = try FileManager.default.contentsOfDirectory(atPath: Repository.root + "/Slices")
        #expect(modules.sorted() == folders.sorted())
        try await TestHouse.empty { house in
            let made = house.all.map { "\(type(of: $0))" }
            let listed = Composition.slices.map { "\($0)" }
            #expect(made == listed)
        }
    }

    @Test func `every operation says who may, what for and which capability it serves`() async throws {
        try await TestHouse.empty { house in
            for endpoint in house.site.endpoints {
                let name = "\(endpoint.method.rawValue) \(endpoint.path)"
                #expect(endpoint.summary.count > 3 && !endpoint.summary.hasSuffix("."), "\(name)")
                #expect(!endpoint.capabilities.isEmpty, "\(name)")
                for id in endpoint.capabilities { #expect(Capabilities.exists(id), "\(name) serves \(id)") }
            }
        }
    }

    @Test func `every operation's samples fit its own shapes`() async throws {
        try await TestHouse.empty { house in
            for endpoint in house.site.endpoints {
                for schema in [endpoint.body, endpoint.answer].compactMap({ $0 }) {
                    var faults: [FieldProblem] = []
                    _ = schema.shape.check(schema.sample, at: "", &faults)
                    #expect(faults.isEmpty, "\(endpoint.operationID) \(schema.name)")
                }
                for field in endpoint.query where field.sample != .null {
                    var faults: [FieldProblem] = []
                    _ = field.shape.check(field.sample, at: "", &faults)
                    #expect(faults.isEmpty, "\(endpoint.operationID) ?\(field.name)")
                }
            }
        }
    }

    @Test func `every operation has a name of its own`() async throws {
        try await TestHouse.empty { house in
            let names = house.site.endpoints.map(\.operationID)
            let doubled = Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
            #expect(doubled.isEmpty)
        }
    }

    @Test func `two shapes of one name are one shape`() async throws {
        try await TestHouse.empty { house in
            let all = house.site.endpoints.flatMap { [$0.body, $0.answer].compactMap { $0 } }
            for (name, schemas) in Dictionary(grouping: all, by: \.name) {
                #expect(Set(schemas.map(\.shape.openAPI)).count == 1, "\(name)")
            }
        }
    }

    @Test func `every job that is written has one handler, and every listener's too`() async throws {
        try await TestHouse.empty { house in
            let kinds = house.all.flatMap { $0.jobs }.map(\.kind)
            #expect(Set(kinds).count == kinds.count)
            let written = try Repository.swift().flatMap { file in
                file.text.matches(of: /JobQueue\.enqueue\(\s*"([^"]+)"/).map { String($0.1) }
            }
            #expect(written.count >= 3)
            let listened = Composition.slices.flatMap { $0.listeners }.map(\.job)
            #expect(Set(written + listened) == Set(kinds))
        }
    }

    @Test func `the server speaks the languages of its catalogues`() async throws {
        try await TestHouse.empty { house in #expect(Set(house.house.words.languages) == Set(Language.spoken)) }
    }
}

/// The list of capabilities: its letters, and how far each counts.
private enum Capabilities {
    static let counts: [Character: Int] = [
        "A": 12, "B": 12, "C": 11, "D": 15, "E": 12, "F": 8, "G": 4, "H": 6, "I": 5, "J": 4, "K": 1, "L": 7, "M": 5,
        "N": 9, "O": 4,
    ]

    static func exists(_ id: String) -> Bool {
        guard let letter = id.first, let number = Int(id.dropFirst()), let last = counts[letter] else { return false }
        return (1...last).contains(number)
    }
}
