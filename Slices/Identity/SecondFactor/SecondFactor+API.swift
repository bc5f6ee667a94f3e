import House
import Kernel
import Storage
import Web

/// Where a second factor stands.
package struct SecondFactorState: Sendable {
    package let isOn: Bool
    /// Whether a role asks for it.
    package let isRequired: Bool
    /// Recovery codes that are not used yet.
    package let codesLeft: Int

    package init(isOn: Bool, isRequired: Bool, codesLeft: Int) {
        self.isOn = isOn
        self.isRequired = isRequired
        self.codesLeft = codesLeft
    }

    static let schema = Schema(
        "SecondFactor",
        [
            Field("is_on", .boolean, sample: true),
            Field("is_required", .boolean, "Whether a role of mine asks for it.", sample: false),
            Field("recovery_codes_left", .integer(0...Int64(RecoveryCodes.count)), sample: 10),
        ])

    var json: JSON {
        ["is_on": .bool(isOn), "is_required": .bool(isRequired), "recovery_codes_left": .number(codesLeft)]
    }
}

extension IdentitySlice {
    /// Where the visitor's own stands. Throws 401.
    package func secondFactor(_ visit: Visit) async throws -> SecondFactorState {
        let id = UserID(rawValue: try visit.user().id)
        return try await house.store.read { db in
            guard let user = try db.user(id) else { throw Problem.signInNeeded }
            return SecondFactorState(
                isOn: try SecondFactor.isOn(for: id, in: db), isRequired: try needsSecondFactor(user, in: db),
                codesLeft: try RecoveryCodes.left(of: id, in: db))
        }
    }

    private static let enrolment = Schema(
        "SecondFactorSecret",
        [
            Field("secret", .text(1...64), "Base 32, for an authenticator app.", sample: "JBSWY3DPEHPK3PXP"),
            Field(
                "url", .text(1...300), "The same for a QR code.",
                sample: "otpauth://totp/Daybook%3Amaria?secret=JBSWY3DPEHPK3PXP"),
        ])
    private static let codes = Schema(
        "RecoveryCodes",
        [
            Field(
                "recovery_codes", .list(.text(29...29), max: RecoveryCodes.count), "Each for one use; shown only now.",
                sample: ["abcd-efgh-ijkl-mnop-qrst-uvwx"])
        ])

    var secondFactorEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/auth/2fa", "Whether my account asks for a second factor", capabilities: ["A5"],
                access: .account, answer: SecondFactorState.schema
            ) { visit in .json(try await secondFactor(visit).json) },
            Endpoint(
                .post, "/auth/2fa/setup", "Begin with a second factor: its secret", capabilities: ["A5"],
                access: .account, body: SecondFactorProof.password, answer: Self.enrolment,
                problems: ["invalid_input", "second_factor_on", "too_many_attempts", "verify_first"],
                repeats: .not(because: .signIn)
            ) { visit in
                let enrolment = try await beginSecondFactor(visit.body.text("password") ?? "", visit)
                return .json(["secret": .string(enrolment.secret), "url": .string(enrolment.url)])
            },
            Endpoint(
                .post, "/auth/2fa/confirm", "Turn it on by a first code", capabilities: ["A5"], access: .account,
                body: SecondFactorProof.code, answer: Self.codes,
                problems: ["invalid_input", "second_factor_not_begun", "too_many_attempts", "verify_first"],
                repeats: .not(because: .signIn)
            ) { visit in
                shown(try await confirmSecondFactor(visit.body.text("code") ?? "", visit))
            },
            Endpoint(
                .post, "/auth/2fa/recovery-codes", "New recovery codes in place of the old ones", capabilities: ["A5"],
                access: .account, body: SecondFactorProof.both, answer: Self.codes,
                problems: ["invalid_input", "second_factor_off", "too_many_attempts"],
                repeats: .not(because: .signIn)
            ) { visit in
                shown(
                    try await renewRecoveryCodes(
                        visit.body.text("password") ?? "", visit.body.text("code") ?? "", visit))
            },
            Endpoint(
                .post, "/auth/2fa/disable", "Turn the second factor off", capabilities: ["A5"], access: .account,
                body: SecondFactorProof.both, success: 204, answer: nil,
                problems: ["invalid_input", "second_factor_off", "second_factor_in_use", "too_many_attempts"],
                repeats: .not(because: .signIn)
            ) { visit in
                try await disableSecondFactor(
                    visit.body.text("password") ?? "", visit.body.text("code") ?? "", visit)
                return .nothing
            },
        ]
    }

    private func shown(_ codes: [String]) -> Answer { .json(["recovery_codes": .list(codes, JSON.string)]) }
}
