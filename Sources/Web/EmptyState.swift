/// What a list says while it has nothing: what will stand here, and the first step. Its properties are the tags of the `empty` partial.
package struct EmptyState: Sendable {
    package let emptyTitle: String
    package let emptyText: String
    package let emptyHref: String?
    package let emptyAction: String?

    package init(_ title: String, _ text: String, href: String? = nil, action: String? = nil) {
        emptyTitle = title
        emptyText = text
        emptyHref = href
        emptyAction = action
    }
}
