/// A door that would be open to others than it should be. The server does not start with one.
package struct DoorFault: Error, CustomStringConvertible, Equatable {
    package let description: String

    /// Throws when a door names no permission that there is, when one below a business's desk asks for none, when one of the
    /// platform's is not for its admins alone, when two are the same, or when a write does not say what a repeat of it does.
    static func check(_ endpoints: [Endpoint], _ pages: [PageRoute], _ permissions: Set<String>) throws {
        let doors =
            endpoints.map { Door(method: $0.method, path: "/api/v1\($0.path)", access: $0.access) }
            + pages.map { Door(method: $0.method, path: $0.path, access: $0.access) }
        for door in doors {
            if let fault = door.fault(permissions) { throw DoorFault(description: "\(door.name): \(fault)") }
        }
        for endpoint in endpoints where endpoint.method.changes == (endpoint.repeats == .reading) {
            let name = "\(endpoint.method.rawValue) /api/v1\(endpoint.path)"
            throw DoorFault(description: "\(name): does not say what becomes of a request that is sent again")
        }
        for (name, same) in Dictionary(grouping: doors, by: \.name) where same.count > 1 {
            throw DoorFault(description: "\(name): is there \(same.count) times")
        }
    }

    private struct Door {
        let method: Method
        let path: String
        let access: Access

        var name: String { "\(method.rawValue) \(path)" }
        private var parts: [Substring] { path.split(separator: "/") }

        func fault(_ permissions: Set<String>) -> String? {
            if case .member(let permission) = access, !permissions.contains(permission) {
                return "asks for the permission \"\(permission)\", which there is not"
            }
            if parts.starts(with: ["desk", "{slug}"]), !isForMembers {
                return "is a business's, and asks for no permission"
            }
            if parts.starts(with: ["api", "v1", "businesses", "{business_id}"]), !isForMembers, method.changes {
                return "changes a business, and asks for no permission"
            }
            let isPlatforms = parts.first == "admin" || parts.starts(with: ["api", "v1", "admin"])
            if isPlatforms, access != .admin, !isForMembers { return "is the platform's, and not for its admins alone" }
            return nil
        }

        private var isForMembers: Bool { if case .member = access { true } else { false } }
    }
}
