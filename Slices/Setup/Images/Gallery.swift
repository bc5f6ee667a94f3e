import Catalogue
import Kernel
import Web
import Words

/// The images of one thing on its desk page, and the form that adds another.
struct Gallery: Sendable {
    struct Item: Sendable {
        let source: String
        let width: Int
        let height: Int
        let alt: String
        let isCover: Bool
        let coverAction: String
        let removeHref: String
    }

    let items: [Item]
    let hasItems: Bool
    let canAdd: Bool
    let isFull: Bool
    let lead: String
    let addAction: String
    let add: FormView

    static let draft = Schema(
        "ImageDraft",
        [
            Field("image", .text(1...200), sample: "pool.jpg"),
            Field("alt", .text(0...200), optional: true, sample: "The pool"),
        ])

    /// - Parameters:
    ///   - base: the page that shows it.
    ///   - refused: what was typed, and what was wrong with it.
    init(
        _ images: [Image], name: String, base: String, mostBytes: Int, _ words: Wording,
        refused: (alt: String, problem: Problem)? = nil
    ) {
        let items = images.enumerated().map { position, image in
            Item(
                source: image.path(.card), width: image.width, height: image.height, alt: image.alt ?? name,
                isCover: position == 0, coverAction: "\(base)/images/\(image.id)/cover",
                removeHref: "\(base)/images/\(image.id)/remove")
        }
        self.init(
            items, base: base, mostBytes: mostBytes, words, alt: refused?.alt ?? "", problem: refused?.problem)
    }

    private init(
        _ items: [Item], base: String, mostBytes: Int, _ words: Wording, alt: String, problem: Problem?
    ) {
        self.items = items
        hasItems = !items.isEmpty
        isFull = items.count >= CatalogueSlice.imagesMost
        canAdd = items.count < CatalogueSlice.imagesMost || problem != nil
        lead = words("images.lead", ["size": ImageLimit.text(mostBytes)])
        addAction = "\(base)/images"
        add = FormView(
            [
                FormField(
                    "image", .input(type: "file"), hint: true, accept: "image/jpeg,image/png,image/webp"),
                FormField("alt", hint: true),
            ], schema: Self.draft, prefix: "images.field", values: ["alt": alt], problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> Gallery {
        let items = [true, false].map { isCover in
            Item(
                source: "/images/biz_1/img_1-card-0.webp", width: 800, height: 500, alt: "The pool", isCover: isCover,
                coverAction: "/desk/swim-school/settings/images/img_1/cover",
                removeHref: "/desk/swim-school/settings/images/img_1/remove")
        }
        let full = Array(repeating: items[1], count: CatalogueSlice.imagesMost - 2)
        return Gallery(
            items + full, base: "/desk/swim-school/settings", mostBytes: 5_242_880, words, alt: "",
            problem: .field("image", "required"))
    }
}
