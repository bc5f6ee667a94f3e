/// The grammatical numbers of Unicode's CLDR.
package enum PluralForm: String, CaseIterable, Hashable, Sendable {
    case zero, one, two, few, many, other
}

/// Which form of a sentence goes with a count: CLDR's cardinal rules, for whole numbers.
package struct PluralRule: Sendable {
    /// The forms that a catalogue has to have.
    package let required: Set<PluralForm>
    /// The forms that a catalogue may have.
    package let allowed: Set<PluralForm>
    private let choose: @Sendable (UInt) -> PluralForm

    private init(
        _ required: Set<PluralForm>, optional: Set<PluralForm> = [], choose: @escaping @Sendable (UInt) -> PluralForm
    ) {
        self.required = required
        allowed = required.union(optional)
        self.choose = choose
    }

    /// The form for a count; the sign does not matter.
    package func form(_ count: Int) -> PluralForm {
        choose(count.magnitude)
    }

    /// The rule of a language.
    package static func of(_ language: Language) -> PluralRule {
        switch language {
        case .ar: arabic
        case .de, .en: oneAndOther
        case .es, .it: romance
        case .fr, .pt: romanceWithZero
        case .he: hebrew
        case .ja: single
        case .pl: polish
        }
    }

    private static let single = PluralRule([.other]) { _ in .other }

    private static let oneAndOther = PluralRule([.one, .other]) { $0 == 1 ? .one : .other }

    // In these languages `many` is for whole millions only ("un millón de plazas"), which are never counted here:
    // a catalogue may have it, and without it they read as `other`.
    private static let romance = PluralRule([.one, .other], optional: [.many]) { count in
        count == 1 ? .one : isMillions(count) ? .many : .other
    }

    private static let romanceWithZero = PluralRule([.one, .other], optional: [.many]) { count in
        count <= 1 ? .one : isMillions(count) ? .many : .other
    }

    private static let hebrew = PluralRule([.one, .two, .other]) { count in
        count == 1 ? .one : count == 2 ? .two : .other
    }

    private static let arabic = PluralRule(Set(PluralForm.allCases)) { count in
        switch (count, count % 100) {
        case (0, _): .zero
        case (1, _): .one
        case (2, _): .two
        case (_, 3...10): .few
        case (_, 11...99): .many
        default: .other
        }
    }

    private static let polish = PluralRule([.one, .few, .many, .other]) { count in
        if count == 1 { return .one }
        let isFew = (2...4).contains(count % 10) && !(12...14).contains(count % 100)
        return isFew ? .few : .many
    }

    private static func isMillions(_ count: UInt) -> Bool {
        count != 0 && count.isMultiple(of: 1_000_000)
    }
}
