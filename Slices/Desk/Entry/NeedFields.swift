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
                Self.name(index), .select([any] + resources.map { ($0.id.description, $0.name) }),
                label: words("entry.whom.\(kind.rawValue)"))
        }
    }

    /// What the fields show for these.
    func values(_ taken: Set<ResourceID>) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: offering.needs.enumerated().map { index, group in
                (Self.name(index), group.first(where: taken.contains)?.description ?? "")
            })
    }

    /// What was chosen.
    static func chosen(_ fields: Fields) -> [ResourceID] {
        (0..<5).compactMap { fields.id(name($0), ResourceID.self) }
    }
}
