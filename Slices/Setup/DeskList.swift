import Web

/// What a desk page lists of one kind of thing, with the way to add another.
struct DeskList<Row: Sendable>: Sendable {
    let base: String
    let rows: [Row]
    let hasRows: Bool
    let mayChange: Bool
    let empty: EmptyState?

    /// - Parameters:
    ///   - base: the list's own address.
    ///   - nothing: what an empty list says; it is given where another is added, for who may.
    init(_ base: String, _ rows: [Row], mayChange: Bool, nothing: (String?) -> EmptyState) {
        self.base = base
        self.rows = rows
        hasRows = !rows.isEmpty
        self.mayChange = mayChange
        empty = rows.isEmpty ? nothing(mayChange ? "\(base)/new" : nil) : nil
    }
}
