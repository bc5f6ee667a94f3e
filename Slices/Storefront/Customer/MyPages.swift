import Bookings
import Catalogue
import Customers
import Kernel
import Web
import Words

/// Asks for the address that somebody has booked with.
struct MyAskPage: Page {
    static let template = "public-my-ask"
    let title: String
    let form: FormView

    init(_ words: Wording, _ typed: [String: String] = [:], _ problem: Problem? = nil) {
        title = words("public.my.title")
        form = FormView(
            [FormField("email", .input(type: "email"), autocomplete: "email")], schema: CustomerSlice.asking,
            prefix: "public.find", values: typed, problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> MyAskPage {
        MyAskPage(words, ["email": "john"], .field("email", "not_email"))
    }
}

/// Asks for the code that was mailed.
struct MyCodePage: Page {
    static let template = "public-my-code"
    let title: String
    let form: FormView

    static let schema = Schema("MyCodeForm", [Field("code", .text(1...40), sample: "1234 5678")])

    init(_ words: Wording, _ problem: Problem? = nil) {
        title = words("public.my.code.title")
        form = FormView(
            [FormField("code", autocomplete: "one-time-code", inputmode: "numeric", hint: true)], schema: Self.schema,
            prefix: "public.my", values: [:], problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> MyCodePage { MyCodePage(words, .field("code", "required")) }
}

/// What was booked with an address: what is to come, or what is over.
struct MyBookingsPage: Page {
    struct Row: Sendable {
        let href: String
        let what: String
        let businessName: String
        let when: String
        let status: String
        let statusLabel: String
    }

    static let template = "public-my"
    let title: String
    let lead: String
    let isPast: Bool
    let rows: [Row]
    let hasRows: Bool
    /// Said where there is nothing.
    let nothing: String
    let nextHref: String?
    /// Whether there is a session of the address alone to end; who is logged in logs out elsewhere.
    let canLeave: Bool

    init(
        _ words: Wording, _ rows: [Row], _ which: OwnBookings, email: String, next: String?, isUser: Bool
    ) {
        title = words("public.my.title")
        lead = words("public.my.lead", ["email": email])
        isPast = which == .history
        self.rows = rows
        hasRows = !rows.isEmpty
        nothing = words(isPast ? "public.my.no_past" : "public.my.none")
        let tab = which == .history ? "when=past&" : ""
        nextHref = next.map { "/my?\(tab)cursor=\($0)" }
        canLeave = !isUser
    }

    static func sample(_ words: Wording) -> MyBookingsPage {
        MyBookingsPage(
            words,
            [
                Row(
                    href: "/b/K7M2Q9XA/my", what: "Private lesson", businessName: "Swim School",
                    when: "Monday, 23 November 2026 at 09:00–10:00, Europe/Madrid (CET)", status: "confirmed",
                    statusLabel: words("web.status.confirmed"))
            ], .upcoming, email: "john@example.com", next: "1_1", isUser: false)
    }

    static func empty(_ words: Wording) -> MyBookingsPage {
        MyBookingsPage(words, [], .history, email: "john@example.com", next: nil, isUser: true)
    }
}

extension MyBookingsPage.Row {
    init(_ booking: Booking, _ business: Business, _ zone: Zone, _ words: Wording) {
        href = "/b/\(booking.reference)/\(BookingSlice.ownKey)"
        what = booking.offeringName
        businessName = business.name
        when = words.formats.range(from: booking.start, to: booking.end, in: zone)
        status = booking.status.rawValue
        statusLabel = words("web.status.\(booking.status.rawValue)")
    }
}
