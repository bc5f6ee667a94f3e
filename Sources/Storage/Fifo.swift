/// First in, first out, in constant time.
package struct Fifo<Element> {
    private var items: [Element] = []
    private var head = 0

    package init() {}

    package var count: Int { items.count - head }
    package var isEmpty: Bool { count == 0 }
    /// The one that has waited longest.
    package var first: Element? { isEmpty ? nil : items[head] }

    package mutating func append(_ element: Element) { items.append(element) }

    /// Takes the one that has waited longest; nil when nothing waits.
    package mutating func popFirst() -> Element? {
        guard let element = first else { return nil }
        head += 1
        if head == items.count || head >= 1024 {
            items.removeFirst(head)
            head = 0
        }
        return element
    }

    /// Takes all of them, the longest waiting first.
    package mutating func popAll() -> [Element] {
        defer { self = Fifo() }
        return Array(items[head...])
    }
}
