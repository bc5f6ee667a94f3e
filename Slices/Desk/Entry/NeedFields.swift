import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// Whom or which room an offering takes, one choice for each of its needs: `resource_0`, `resource_1`.
struct NeedFields {
    let offering: Offering
    let book: Book
    let words: Wording

    private static func name(_ index: Int) -> String { "resource_\(index)" }

    static let schema = (0..<5).map { Field(name($0), .formatted(.id(ResourceID.self)), optional: true, sample: nil) }

    /// Where there is something to choose.
    var fields: [FormField] {
        offering.needs.enumerated().filter { $1.count > 1 }.map { index, group in
            let resources = group.compactMap { book.resources[$0] }.filter(\.isActive)
            let kind = resources.first?.kind ?? .person
            let any = (value: "", label: words("entry.any.\(kind.rawValue)"))
            return FormField(
                Self.name(index), .select([any] + resources.map { ($0.id.description, label($0)) }),
                label: words("entry.whom.\(kind.rawValue)"))
        }
    }

    /// With its location, where it belongs to one.
    private func label(_ resource: Resource) -> String {
        [resource.name, book.location(resource.location)?.name].compactMap { $0 }.joined(separator: " · ")
    }

    static let location = Field("location_id", .formatted(.id(LocationID.self)), optional: true, sample: nil)

    /// The choice of a location, where the offering can be had at several.
    ///
    /// - Parameter any: whether none may be chosen.
    func locationField(any: Bool) -> [FormField] {
        let locations = book.locations(of: offering, Wish(offering))
        guard locations.count > 1, offering.kind != .course, !book.isEverywhere(offering) else { return [] }
        let none = any ? [(value: "", label: words("entry.any.location"))] : []
        return [FormField("location_id", .select(none + locations.map { ($0.id.description, $0.name) }))]
    }

    /// What the fields show for these.
    func values(_ taken: Set<ResourceID>) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: offering.needs.enumerated().map { index, group in
                (Self.name(index), group.first(where: taken.contains)?.description ?? "")
            })
    }

    /// What the fields show for a person or room that was pointed at; nothing where there is no such choice.
    func values(pointedAt resource: ResourceID?) -> [String: String] {
        resource.map { resource in values([resource]).filter { !$0.value.isEmpty } } ?? [:]
    }

    /// What was chosen.
    static func chosen(_ fields: Fields) -> [ResourceID] {
        (0..<5).compactMap { fields.id(name($0), ResourceID.self) }
    }
}
