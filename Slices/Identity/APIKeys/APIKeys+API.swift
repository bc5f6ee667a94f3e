import House
import Kernel
import Storage
import Web

extension IdentitySlice {
    /// The visitor's own, the latest first.
    package func apiKeys(_ visit: Visit) async throws -> [APIKey] {
        let user = UserID(rawValue: try visit.user().id)
        return try await house.store.read { db in try db.apiKeys(of: user) }
    }

    // The key's text is in the answer and stored nowhere, so the answer can't be kept for an Idempotency-Key.
    private static let made = Schema(
        "MadeAPIKey",
        [Field("key", .text(40...60), "Shown only now.", sample: .string("dbk_" + String(repeating: "x", count: 43)))]
            + APIKey.schema.fields)

    var apiKeyEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/auth/api-keys", "My API keys", capabilities: ["A8"], access: .account,
                answer: Schema("APIKey", APIKey.schema.fields, list: true)
            ) { visit in .json(.list(try await apiKeys(visit), \.json)) },
            Endpoint(
                .post, "/auth/api-keys", "Make an API key", capabilities: ["A8"], access: .account,
                body: NewAPIKey.schema, success: 201, answer: Self.made,
                problems: ["invalid_input", "too_many_attempts", "verify_first"],
                repeats: .not(because: .signIn)
            ) { visit in
                let made = try await makeAPIKey(visit.body, visit)
                let members = made.key.json.members ?? []
                return .json(.object([.init("key", .string(made.text))] + members), status: 201)
            },
            Endpoint(
                .delete, "/auth/api-keys/{key_id}", "Take an API key away", capabilities: ["A8"], access: .account,
                success: 204, answer: nil,
                repeats: .not(because: .signIn)
            ) { visit in
                try await revokeAPIKey(try visit.id("key_id"), visit)
                return .nothing
            },
        ]
    }
}
