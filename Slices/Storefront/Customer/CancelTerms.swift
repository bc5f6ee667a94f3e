import Kernel
import Words

/// What cancelling gives back, in words.
enum CancelTerms {
    /// One sentence for each tier that still can be reached at `now`, and one for the time after.
    static func sentences(
        _ refunds: RefundTerms, _ price: Money, start: Instant, _ zone: Zone, at now: Instant, _ words: Wording
    ) -> [String] {
        guard price.minor > 0 else { return [words("public.terms.free")] }
        let steps = refunds.ahead(at: now, start: start)
        guard !steps.isEmpty else { return [words("public.terms.none")] }
        return steps.map { step in
            words(
                "public.terms.step",
                [
                    "until": words.formats.dateTime(step.until, in: zone),
                    "percent": words.formats.percent(basisPoints: step.basisPoints),
                    "amount": words.formats.money(price.percent(basisPoints: step.basisPoints)),
                ])
        } + [words("public.terms.after")]
    }
}
