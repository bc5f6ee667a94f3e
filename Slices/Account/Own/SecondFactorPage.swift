import Foundation
import Identity
import QRCode
import Web
import Words

extension AccountSlice {
    var secondFactorPages: [PageRoute] {
        let base = "/account/second-factor"
        return [
            .get(base, access: .account) { visit in try show(try await factorPage(visit), visit) },
            back("\(base)/begin", to: .factor),
            .post("\(base)/begin", access: .account) { visit in
                try await again(visit, { try await factorPage(visit, .begin, $0) }) {
                    let fields = try SecondFactorProof.password.accept(form: visit.body.texts)
                    let enrolment = try await identity.beginSecondFactor(fields.text("password") ?? "", visit)
                    return try show(SetUpPage(enrolment, visit.words), visit)
                }
            },
            back("\(base)/confirm", to: .factor),
            .post("\(base)/confirm", access: .account) { visit in
                do {
                    let fields = try SecondFactorProof.code.accept(form: visit.body.texts.filter { $0.key != "secret" })
                    let codes = try await identity.confirmSecondFactor(fields.text("code") ?? "", visit)
                    return try show(RecoveryCodesPage(codes, visit.words), visit)
                } catch let problem as Problem where problem.status == 422 || problem.status == 429 {
                    let shown = (visit.body.text("secret") ?? "").filter { $0 != " " }
                    guard let enrolment = try await identity.enrolment(shown, visit) else { return .see(base) }
                    return try show(SetUpPage(enrolment, visit.words, problem), visit, status: problem.status)
                }
            },
            back("\(base)/codes", to: .factor),
            .post("\(base)/codes", access: .account) { visit in
                try await again(visit, { try await factorPage(visit, .codes, $0) }) {
                    let fields = try SecondFactorProof.both.accept(form: visit.body.texts)
                    let codes = try await identity.renewRecoveryCodes(
                        fields.text("password") ?? "", fields.text("code") ?? "", visit)
                    return try show(RecoveryCodesPage(codes, visit.words), visit)
                }
            },
            back("\(base)/disable", to: .factor),
            .post("\(base)/disable", access: .account) { visit in
                try await again(visit, { try await factorPage(visit, .disable, $0) }) {
                    let fields = try SecondFactorProof.both.accept(form: visit.body.texts)
                    try await identity.disableSecondFactor(
                        fields.text("password") ?? "", fields.text("code") ?? "", visit)
                    return Answer.see(base).noticing("account.notice.second_factor_off")
                }
            },
        ]
    }

    private func factorPage(
        _ visit: Visit, _ part: SecondFactorPage.Part? = nil, _ problem: Problem? = nil
    ) async throws -> SecondFactorPage {
        let first = FirstStep(try await identity.me(visit), visit.words)
        return SecondFactorPage(try await identity.secondFactor(visit), first, visit.words, part, problem)
    }
}

/// Whether the account asks for a second factor, and the forms to change that (A5).
struct SecondFactorPage: Page {
    enum Part: Sendable { case begin, codes, disable }

    static let template = "account-factor"
    let title: String
    let tabs: [AccountTab]
    let isRequired: Bool
    let isOn: Bool
    let isOff: Bool
    let mayBegin: Bool
    let hasFirst: Bool
    let first: FirstStep
    let mayDisable: Bool
    let codesLeft: String
    let begin: FormView
    let codes: FormView
    let disable: FormView

    init(
        _ state: SecondFactorState, _ first: FirstStep, _ words: Wording, _ part: Part? = nil, _ problem: Problem? = nil
    ) {
        title = AccountTab.title(.factor, words)
        tabs = AccountTab.all(.factor, words)
        isRequired = state.isRequired
        isOn = state.isOn
        isOff = !state.isOn
        mayDisable = state.isOn && !state.isRequired
        self.first = first
        mayBegin = !state.isOn && first.isNone
        hasFirst = !state.isOn && !first.isNone
        codesLeft = words("account.factor.left", count: state.codesLeft)
        let password = FormField("password", .input(type: "password"), autocomplete: "current-password")
        let code = FormField("code", autocomplete: "one-time-code", hint: true)
        func form(_ its: Part, _ fields: [FormField], _ ids: String) -> FormView {
            FormView(
                fields, schema: SecondFactorProof.both, prefix: "account.field.again", values: [:],
                problem: its == part ? problem : nil, ids: ids, words: words)
        }
        begin = form(.begin, [password], "begin")
        codes = form(.codes, [password, code], "codes")
        disable = form(.disable, [password, code], "disable")
    }

    static func sample(_ words: Wording) -> SecondFactorPage {
        SecondFactorPage(
            SecondFactorState(isOn: true, isRequired: false, codesLeft: 3), FirstStep(isVerified: true, words), words,
            .disable, .field("code", "wrong_code"))
    }

    /// The face of an account that has none and whose role asks for one.
    static func needed(_ words: Wording) -> SecondFactorPage {
        off(FirstStep(isVerified: true, words), words)
    }

    /// The same before the address is proven.
    static func unverified(_ words: Wording) -> SecondFactorPage { off(FirstStep(isVerified: false, words), words) }

    private static func off(_ first: FirstStep, _ words: Wording) -> SecondFactorPage {
        SecondFactorPage(SecondFactorState(isOn: false, isRequired: true, codesLeft: 0), first, words)
    }
}

/// The secret for an app, and the form for its first code.
struct SetUpPage: Page {
    static let template = "account-setup"
    let title: String
    let tabs: [AccountTab]
    /// The QR code as a picture inside the page.
    let picture: String
    /// In groups of four, to be typed.
    let secret: String
    let form: FormView

    init(_ enrolment: IdentitySlice.Enrolment, _ words: Wording, _ problem: Problem? = nil) {
        self.init(secret: enrolment.secret, url: enrolment.url, words, problem)
    }

    private init(secret: String, url: String, _ words: Wording, _ problem: Problem?) {
        title = AccountTab.title(.factor, words)
        tabs = AccountTab.all(.factor, words)
        let svg = QRImage.svg(url, title: words("account.setup.picture")) ?? ""
        picture = "data:image/svg+xml;base64,\(Data(svg.utf8).base64EncodedString())"
        self.secret = stride(from: 0, to: secret.count, by: 4).map { String(secret.dropFirst($0).prefix(4)) }.joined(
            separator: " ")
        form = FormView(
            [FormField("code", autocomplete: "one-time-code", inputmode: "numeric", hint: true)],
            schema: SecondFactorProof.code, prefix: "account.field", values: [:], problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> SetUpPage {
        SetUpPage(
            secret: "JBSWY3DPEHPK3PXP", url: "otpauth://totp/Daybook%3Amaria?secret=JBSWY3DPEHPK3PXP", words,
            .field("code", "wrong_code"))
    }
}

/// The recovery codes, this once.
struct RecoveryCodesPage: Page {
    static let template = "account-codes"
    let title: String
    let tabs: [AccountTab]
    let codes: [String]
    let copied: String

    init(_ codes: [String], _ words: Wording) {
        title = AccountTab.title(.factor, words)
        tabs = AccountTab.all(.factor, words)
        self.codes = codes
        copied = codes.joined(separator: "\n")
    }

    static func sample(_ words: Wording) -> RecoveryCodesPage {
        RecoveryCodesPage(["abcd-efgh-ijkl-mnop-qrst-uvwx"], words)
    }
}
