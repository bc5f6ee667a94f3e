import Kernel

/// Input that has passed its shape: what is asked for here is there, and of the right kind. Names that were not given are absent.
package struct Fields: Sendable, Equatable {
    package let values: [String: JSON]

    package init(_ values: [String: JSON] = [:]) { self.values = values }

    package func has(_ name: String) -> Bool { values[name] != nil }
    /// Text, or nil when not given or empty.
    package func text(_ name: String) -> String? { values[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
    package func integer(_ name: String) -> Int? { values[name]?.integer.map(Int.init) }
    package func bool(_ name: String) -> Bool? { values[name]?.bool }
    package func list(_ name: String) -> [JSON]? { values[name]?.array }
    package func object(_ name: String) -> JSON? { values[name] }
    package func date(_ name: String) -> LocalDate? { text(name).flatMap { LocalDate($0) } }
    /// Days of the week as ISO 8601 numbers them; none when not given.
    package func weekdays(_ name: String) -> Set<Weekday> {
        Set((list(name) ?? []).compactMap { $0.integer.flatMap { Weekday(rawValue: Int($0)) } })
    }
    package func instant(_ name: String) -> Instant? { text(name).flatMap { Instant(rfc3339: $0) } }
    package func id<T: EntityID>(_ name: String, _ type: T.Type = T.self) -> T? { text(name).flatMap { T($0) } }
    package func ids<T: EntityID>(_ name: String, _ type: T.Type = T.self) -> [T]? {
        list(name)?.compactMap { $0.string.flatMap { T($0) } }
    }

    /// The inner object's own fields.
    package init(object: JSON) {
        self.init(
            Dictionary((object.members ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }

    /// The same, with null for each of `names` that is absent. A form leaves out what was emptied; a verb takes absence for "as it was".
    package func clearing(_ names: [String]) -> Fields {
        Fields(values.merging(names.map { ($0, JSON.null) }) { given, _ in given })
    }
}
