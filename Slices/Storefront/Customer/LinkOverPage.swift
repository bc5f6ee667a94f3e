import Kernel
import Web
import Words

/// Where a link opens nothing: it has ended, was revoked or mistyped, is of another booking or for something else. All the same to who
/// meets it, with the ways to another.
struct LinkOverPage: Page {
    static let code = "link_unknown"
    static let template = "public-link-over"
    let title: String
    let findHref: String

    init(_ words: Wording, _ reference: Reference?) {
        title = words("public.link_over.title")
        findHref = reference.map { "/find?reference=\($0)" } ?? "/find"
    }

    static func sample(_ words: Wording) -> LinkOverPage { LinkOverPage(words, Reference("K7M2Q9XA")) }
}
