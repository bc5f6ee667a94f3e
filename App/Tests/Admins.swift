import House
import Kernel
import Storage
import Web

@testable import daybook

/// Admins of the platform.
extension TestHouse {
    /// An admin's door, and the id of who stands at it.
    func admin(_ name: String = "adele") async throws -> (door: APIDoor, id: String) {
        let door = guest.as(try await person(name))
        try await store.write { db in
            try db.execute("UPDATE users SET role = 'admin' WHERE username = \(name)")
        }
        return (door, try await door.accepted(.get, "/auth/me")["id"]?.string ?? "")
    }
}

extension APIDoor {
    /// What a list of one page has.
    func items(_ address: String) async throws -> [JSON] {
        try await accepted(.get, address)["items"]?.array ?? []
    }
}
