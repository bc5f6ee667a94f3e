import Bookings
import Catalogue
import Identity
import Kernel
import Web
import Words

extension BookingDetailPage {
    /// What can be done with a booking by one button: at once, or after a page that asks where nothing leads back.
    struct Step: Sendable {
        let stepAction: String
        let stepLabel: String
        let isMain: Bool
        /// Whose it is, for ears, where several stand in a list.
        let stepFor: String?
        /// Which page is shown again; nil is the booking's.
        let stepBack: String?
        let stepAsks: Bool

        static func sample(_ words: Wording) -> Step {
            Step(
                stepAction: "/desk/swim-school/bookings/bkg_1/approve", stepLabel: words("booking.approve"),
                isMain: true, stepFor: "John Doe", stepBack: "today", stepAsks: false)
        }
    }
}

extension DeskScene {
    /// - Parameter back: the page with the list that the buttons stand in; nil on the booking's own.
    func steps(_ booking: Booking, back: String? = nil) -> [BookingDetailPage.Step] {
        let next = Lifecycle.next(booking.status)
        var steps: [BookingDetailPage.Step] = []
        func add(_ key: String, _ action: String, isMain: Bool = false, asks: Bool = false) {
            steps.append(
                .init(
                    stepAction: "\(base)/bookings/\(booking.id)/\(action)", stepLabel: words("booking.\(key)"),
                    isMain: isMain, stepFor: back == nil ? nil : booking.clientName, stepBack: back, stepAsks: asks))
        }
        if booking.status == .pending, member.may(.bookingApprove) { add("approve", "approve", isMain: true) }
        guard member.may(.bookingCreate), booking.status != .pending else { return steps }
        if next.contains(.checkedIn), mayArrive(booking) { add("check_in", "check-in", isMain: true) }
        // Nobody has come, or failed to, before it begins.
        guard now >= booking.start else { return steps }
        if next.contains(.completed) {
            add("complete", "complete", isMain: booking.status == .checkedIn, asks: now < booking.end)
        }
        if next.contains(.noShow) { add("no_show", "no-show", asks: true) }
        return steps
    }

    /// People come on the day of their booking, and before it is over.
    func mayArrive(_ booking: Booking) -> Bool {
        now < booking.end && (zone.local(booking.start).date == today || now >= booking.start)
    }
}

extension BookingAnswer {
    /// Question and answer in one line.
    func line(_ words: Wording) -> String { "\(label)\(label.last?.isPunctuation ?? false ? "" : ":") \(shown(words))" }
}
