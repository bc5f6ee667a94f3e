import House
import Kernel
import Storage
import Web

extension IdentitySlice {
    var profileEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/auth/profile", "What I say of myself and want to be told", capabilities: ["A3"],
                access: .account, answer: User.schema
            ) { visit in .json(try await me(visit).json) },
            .write(
                .put, "/auth/profile", "Change it; what is not named stays", capabilities: ["A3"], access: .account,
                body: Profile.schema.patch("ProfileChange"), answer: User.schema
            ) { visit in
                try await house.store.once(visit) { db in .json(try changeProfile(visit.body, visit, in: db).json) }
            },
        ]
    }

    private static let forgotten = Schema(
        "ForgottenPassword", [Field("email", .formatted(.email), sample: "maria@example.org")])
    private static let mailed = Schema("MailedToken", [MailedTokens.field])

    var passwordEndpoints: [Endpoint] {
        [
            Endpoint(
                .put, "/auth/password", "Change my password; all other sessions end", capabilities: ["A3"],
                access: .account, body: PasswordChange.schema, success: 204, answer: nil,
                problems: ["invalid_input", "too_many_attempts"],
                repeats: .not(because: .signIn)
            ) { visit in
                try await changePassword(visit.body, visit)
                return .nothing
            },
            Endpoint(
                .post, "/auth/forgot-password", "Ask for a link to set a new password", capabilities: ["A4"],
                access: .anyone, body: Self.forgotten, success: 202, answer: nil,
                repeats: .not(because: .signIn)
            ) { visit in
                try await forgotPassword(visit.body.text("email") ?? "", visit)
                return Answer(202)
            },
            Endpoint(
                .post, "/auth/reset-password", "Set a new password by a mailed token", capabilities: ["A4"],
                access: .anyone, body: PasswordReset.schema, success: 204, answer: nil, problems: ["invalid_input"],
                repeats: .not(because: .signIn)
            ) { visit in
                let (token, password) = (visit.body.text("token") ?? "", visit.body.text("password") ?? "")
                try await resetPassword(token, password, visit, from: device(visit))
                return .nothing
            },
        ]
    }

    var emailEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/auth/verify-email", "Prove my e-mail address by a mailed token", capabilities: ["A4"],
                access: .account, body: Self.mailed, success: 204, answer: nil, problems: ["invalid_input"],
                repeats: .not(because: .signIn)
            ) { visit in
                try await verifyEmail(visit.body.text("token") ?? "", visit)
                return .nothing
            },
            Endpoint(
                .post, "/auth/verify-email/send", "Send the mail for that again", capabilities: ["A4"],
                access: .account, success: 202, answer: nil, problems: ["too_many_attempts"],
                repeats: .not(because: .signIn)
            ) { visit in
                try await askToVerify(visit)
                return Answer(202)
            },
            Endpoint(
                .post, "/auth/email", "Ask to change my e-mail address; both are asked to confirm",
                capabilities: ["A4"], access: .account, body: EmailChange.schema, success: 202, answer: nil,
                problems: ["invalid_input", "too_many_attempts"],
                repeats: .not(because: .signIn)
            ) { visit in
                try await requestEmail(visit.body, visit)
                return Answer(202)
            },
            Endpoint(
                .delete, "/auth/email", "Take that request back", capabilities: ["A4"], access: .account, success: 204,
                answer: nil,
                repeats: .not(because: .signIn)
            ) { visit in
                let user = UserID(rawValue: try visit.user().id)
                try await house.store.write { db in try cancelEmail(of: user, in: db) }
                return .nothing
            },
            Endpoint(
                .post, "/auth/email/confirm", "Confirm a change of my address by a mailed token", capabilities: ["A4"],
                access: .account, body: Self.mailed, answer: Self.confirmed, problems: ["invalid_input"],
                repeats: .not(because: .signIn)
            ) { visit in
                .json(["is_changed": .bool(try await confirmEmail(visit.body.text("token") ?? "", visit))])
            },
        ]
    }

    private static let confirmed = Schema(
        "EmailConfirmed",
        [Field("is_changed", .boolean, "False while the other address has not confirmed.", sample: true)])
}
