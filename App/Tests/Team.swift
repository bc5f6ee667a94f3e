import House
import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// The people of a business, and how they come in.
extension TestHouse {
    var businessPath: String { "/businesses/\(business)" }

    /// Maria asks somebody in; the token is the mail's.
    func invite(_ email: String, _ role: String, _ resources: [String] = []) async throws -> (id: String, token: String)
    {
        let wish: JSON = [
            "email": .string(email), "role": .string(role), "resource_ids": .list(resources, JSON.string),
        ]
        let made = try await owner.made("\(businessPath)/members", wish)
        let mail = try #require(try await mails(to: email.lowercased()).last { $0.kind == "invitation" })
        #expect(mail.kind == "invitation" && mail.token.utf8.count == 43)
        return (made["id"]?.string ?? "", mail.token)
    }

    /// Somebody new who joins by an invitation.
    func join(_ name: String, _ role: String, _ resources: [String] = []) async throws -> APIDoor {
        let door = guest.as(try await person(name))
        let (_, token) = try await invite("\(name)@daybook.example", role, resources)
        _ = try await door.made("/invitations/accept", ["token": .string(token)])
        return door
    }

    func id(of door: APIDoor) async throws -> String {
        try await door.accepted(.get, "/auth/me")["id"]?.string ?? ""
    }
}
