import Catalogue
import House
import Storage

extension MemberSlice {
    package static let holdings: [Holding] = [
        Holding("second_factor_rules", plain: ["role"]),
        // Before members, to which they refer.
        Holding(
            "member_resources", by: ["business_id", "user_id", "resource_id"], personal: [],
            why: "what a member looks after", until: "as long as they are a member",
            shows: "business_id, resource_id", ending: .removed,
            rows: { person in person.user.map { "user_id = \($0)" } }),
        Holding(
            "members", by: ["business_id", "user_id"], personal: [], plain: ["role"], why: "who works in a business",
            until: "until they leave it",
            shows: "business_id, role, created_at", ending: .removed,
            rows: { person in person.user.map { "user_id = \($0)" } }),
        Holding(
            "invitations", by: ["business_id", "id"], personal: ["email"],
            plain: ["role", "resource_ids", "token_hash"],
            why: "who was asked into a business", until: "90 days; one that was accepted, until the account is deleted",
            shows: "email, role, sent_at, accepted_at, withdrawn_at", ending: .removed,
            rows: { person in
                person.user.map { "(accepted_by = \($0) OR \(person.isHandle("email")))" }
            }),
    ]
}
