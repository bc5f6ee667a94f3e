import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

extension MemberSlice {
    static let securitySchema = Schema(
        "BusinessSecurity",
        [
            Field(
                "second_factor_roles", .list(.choice(MemberRole.allCases.map(\.rawValue)), max: 4),
                "Members of these roles need a second factor.", sample: ["owner", "manager"])
        ])

    var securityEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/businesses/{business_id}/security", "Which roles need a second factor", capabilities: ["A5"],
                access: .member("members:manage"), answer: Self.securitySchema
            ) { visit in
                let id = try visit.id("business_id", BusinessID.self)
                return try await house.store.read { db in
                    let member = try db.membership(visit.visitor, id, .membersManage)
                    return .json(Self.security(try db.rolesWithSecondFactor(member.business.id)))
                }
            },
            .write(
                .put, "/businesses/{business_id}/security", "Say which roles need a second factor",
                capabilities: ["A5"], access: .member("members:manage"), body: Self.securitySchema,
                answer: Self.securitySchema, problems: ["invalid_input"]
            ) { visit in
                let id = try visit.id("business_id", BusinessID.self)
                let roles = Self.roles(visit.body)
                return try await house.store.once(visit) { db in
                    try db.membership(visit.visitor, id, .membersManage)
                } work: { member, db in
                    try setSecondFactor(roles, member, visit, in: db)
                    return .json(Self.security(roles))
                }
            },
        ]
    }

    static func roles(_ fields: Fields) -> Set<MemberRole> {
        Set((fields.list("second_factor_roles") ?? []).compactMap { $0.string.flatMap(MemberRole.init(rawValue:)) })
    }

    private static func security(_ roles: Set<MemberRole>) -> JSON {
        ["second_factor_roles": .list(MemberRole.allCases.filter(roles.contains)) { .string($0.rawValue) }]
    }
}
