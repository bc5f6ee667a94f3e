/// An image as a public page shows it: in two sizes, of which the browser takes one, and with its measures, so that nothing jumps.
package struct Cover: Sendable {
    package let source: String
    package let large: String
    package let largeWidth: Int
    package let cardWidth: Int
    package let width: Int
    package let height: Int
    package let alt: String

    /// The first of `images`, of what is called `name`. Nil when there is none.
    package init?(_ images: [Image]?, name: String) {
        guard let image = images?.first else { return nil }
        self.init(image, name: name)
    }

    /// Each of `images`; `name` is of the one at a position, from 1, where nobody has said what is to be seen.
    package static func all(_ images: some Sequence<Image>, name: (Int) -> String) -> [Cover] {
        images.enumerated().map { Cover($1, name: name($0 + 1)) }
    }

    private init(_ image: Image, name: String) {
        source = image.path(.card)
        large = image.path(.large)
        (largeWidth, width, height) = (image.width, image.width, image.height)
        cardWidth = image.cardWidth
        alt = image.alt ?? name
    }

    private init() {
        source = "/images/biz_1/img_1-card-0123456789abcdef.webp"
        large = "/images/biz_1/img_1-large-0123456789abcdef.webp"
        (largeWidth, cardWidth, width, height) = (1_600, 800, 1_600, 1_000)
        alt = "The pool"
    }

    package static let sample = Cover()
}
