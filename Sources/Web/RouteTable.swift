/// Finds the route of a path: one step a segment, a literal before a parameter. Matching is ours so that doors can be tested
/// without a server.
struct RouteTable<Route: Sendable>: Sendable {
    private struct Node: Sendable {
        var literals: [Substring: Int] = [:]
        var parameter: Int?
        var routes: [Method: (names: [String], route: Route)] = [:]
    }
    private var nodes = [Node()]

    /// The most scalars of a path's parameter: no id, slug, reference or key of ours is as long.
    static var parameterLength: Int { 120 }

    enum Match {
        case found(Route, parameters: [String: String])
        case otherMethods([Method])
        case none
    }

    mutating func add(_ method: Method, _ path: String, _ route: Route) {
        var at = 0
        var names: [String] = []
        for segment in path.split(separator: "/") {
            if segment.hasPrefix("{") {
                names.append(String(segment.dropFirst().prefix { $0 != "}" }))
                at = nodes[at].parameter ?? grow { $0[at].parameter = $1 }
            } else {
                at = nodes[at].literals[segment] ?? grow { $0[at].literals[segment] = $1 }
            }
        }
        precondition(nodes[at].routes[method] == nil, "two routes at \(method.rawValue) \(path)")
        nodes[at].routes[method] = (names, route)
    }

    private mutating func grow(_ link: (inout [Node], Int) -> Void) -> Int {
        nodes.append(Node())
        link(&nodes, nodes.count - 1)
        return nodes.count - 1
    }

    func match(_ method: Method, _ path: String) -> Match {
        guard path.utf8.count <= 2_000, Self.isPlain(path) else { return .none }
        let segments = path.split(separator: "/")
        var values: [String] = []
        guard segments.count <= 12, let node = find(segments[...], from: 0, &values) else { return .none }
        guard let (names, route) = nodes[node].routes[method] else {
            return nodes[node].routes.isEmpty
                ? .none : .otherMethods(nodes[node].routes.keys.sorted { $0.rawValue < $1.rawValue })
        }
        return .found(route, parameters: Dictionary(zip(names, values), uniquingKeysWith: { first, _ in first }))
    }

    /// One spelling for each place: a proxy's rule for `/admin` would not know `//admin`.
    private static func isPlain(_ path: String) -> Bool {
        let bytes = path.utf8
        return bytes.count <= 1
            || bytes.last != 0x2F && !zip(bytes, bytes.dropFirst()).contains { $0 == 0x2F && $1 == 0x2F }
    }

    private func find(_ segments: ArraySlice<Substring>, from node: Int, _ values: inout [String]) -> Int? {
        guard let segment = segments.first else { return nodes[node].routes.isEmpty ? nil : node }
        if let next = nodes[node].literals[segment], let found = find(segments.dropFirst(), from: next, &values) {
            return found
        }
        guard let next = nodes[node].parameter, let value = Encoding.decoded(segment),
            value.unicodeScalars.count <= Self.parameterLength
        else { return nil }
        values.append(value)
        if let found = find(segments.dropFirst(), from: next, &values) { return found }
        values.removeLast()
        return nil
    }
}
