import House
import Identity
import Kernel
import Storage
import Web

extension CustomerSlice {
    /// Where codes can be asked for and tried: the door gives these the strictest rate.
    package static let signInPaths: Set<String> = [
        "/my", "/my/code", "/api/v1/customer/codes", "/api/v1/customer/sessions",
    ]

    var accessEndpoints: [Endpoint] { [codeEndpoint, sessionEndpoint, leaveEndpoint] }

    package static let asking = Schema("CodeWish", [Field("email", .formatted(.email), sample: "john@example.com")])

    private var codeEndpoint: Endpoint {
        Endpoint(
            .post, "/customer/codes",
            "Ask for a code by mail; the answer does not tell whether anybody has booked with the address",
            capabilities: ["H3"], access: .anyone, body: Self.asking, success: 202,
            answer: Schema(
                "CodeChallenge",
                [
                    Field("challenge_token", .text(1...100), "For `/customer/sessions`.", sample: "q0Y…"),
                    Field("expires_in", .integer(1...3_600), "Seconds.", sample: 600),
                ]),
            repeats: .not(because: .signIn)
        ) { visit in
            let email = visit.body.text("email").flatMap(Contact.normalised(email:)) ?? ""
            let token = try await askCode(email, visit)
            return .json(
                [
                    "challenge_token": .string(token.text),
                    "expires_in": .integer(CustomerCode.lifetime.milliseconds / 1_000),
                ], status: 202)
        }
    }

    private var sessionEndpoint: Endpoint {
        Endpoint(
            .post, "/customer/sessions", "Show a mailed code, and get a customer's token", capabilities: ["H3"],
            access: .anyone,
            body: Schema(
                "CodeEntry",
                [
                    Field("challenge_token", .text(1...100), "From `/customer/codes`.", sample: "q0Y…"),
                    Field("code", .text(1...40), "From the mail.", sample: "1234 5678"),
                ]), success: 201,
            answer: Schema(
                "CustomerToken",
                [
                    Field("customer_token", .text(1...100), "As a bearer token.", sample: "dbc_q0Y…"),
                    Field("token_type", .choice(["Bearer"]), sample: "Bearer"),
                    Field("expires_in", .integer(1...86_400), "Seconds.", sample: 7_200),
                ]), problems: ["code_wrong", "code_over"],
            repeats: .not(because: .signIn)
        ) { visit in
            let (token, code) = (visit.body.text("challenge_token") ?? "", visit.body.text("code") ?? "")
            let secret = try await enterCode(token, code)
            return .json(
                [
                    "customer_token": .string(IdentitySlice.customerPrefix + secret.text), "token_type": "Bearer",
                    "expires_in": .integer(Self.sessionLife.milliseconds / 1_000),
                ], status: 201)
        }
    }

    private var leaveEndpoint: Endpoint {
        Endpoint(
            .delete, "/customer/sessions", "End the customer's token that is sent", capabilities: ["H3"], access: .link,
            success: 204, answer: nil,
            repeats: .not(because: .signIn)
        ) { visit in
            try await house.store.write { db in try leave(visit, in: db) }
            return .nothing
        }
    }
}
