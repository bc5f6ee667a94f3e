import Bookings
import Catalogue
import House
import Identity
import Kernel
import Storage
import Web
import Words

/// That somebody did not come, or that a booking is over: for good, so a page asks first.
extension DeskSlice {
    private static let back = Field("back", .choice(["today", "session"]), optional: true, sample: "today")
    private static let form = Schema("AdvanceForm", [back])

    var advancingPages: [PageRoute] {
        advancing("complete", .completed) + advancing("no-show", .noShow)
    }

    private func advancing(_ name: String, _ state: BookingStatus) -> [PageRoute] {
        let path = "/desk/{slug}/bookings/{id}/\(name)"
        let key = name.replacing("-", with: "_")
        return [
            .get(path, access: .member("booking:create"), query: [Self.back]) { visit in
                try await catalogue.deskPage(visit, .bookingCreate, reach: .own) { member, db in
                    try asking(key, name, visit, member, visit.query.text("back"), in: db)
                }
            },
            .post(path, access: .member("booking:create")) { visit in
                try await catalogue.deskForm(visit, .bookingCreate, reach: .own) { member, db in
                    let booking = try booking(visit, member, in: db)
                    let moved = try bookings.advance(booking.id, to: state, by: Origin(visit), in: db)
                    let place = back(visit.body.text("back"), moved, member)
                    return Answer.see(place).noticing("bookings.notice.advanced")
                } refused: { problem, member, db in
                    try asking(key, name, visit, member, visit.body.text("back"), problem, in: db)
                }
            },
        ]
    }

    /// The page that a button stood on: the desk's first, the session's, or the booking's own.
    func back(_ place: String?, _ booking: Booking, _ member: Membership) -> String {
        let desk = "/desk/\(member.business.slug)"
        switch (place, booking.session) {
        case ("today", _): return desk
        case ("session", let session?): return "\(desk)/sessions/\(session)"
        default: return "\(desk)/bookings/\(booking.id)"
        }
    }

    private func asking(
        _ key: String, _ name: String, _ visit: Visit, _ member: Membership, _ place: String?,
        _ problem: Problem? = nil, in db: Snapshot
    ) throws -> ConfirmPage {
        let (booking, words) = (try booking(visit, member, in: db), visit.words)
        let values = [
            "client": booking.clientName ?? words("booking.no_client"), "offering": booking.offeringName,
            "when": words.formats.dateTime(booking.start, in: bookings.zone(member.business)),
        ]
        let hidden = place == nil ? [] : [FormField("back", .hidden, label: "")]
        return ConfirmPage(
            title: words("booking.\(key).title"), text: words("booking.\(key).text", values),
            label: words("booking.\(key)"), action: "/desk/\(member.business.slug)/bookings/\(booking.id)/\(name)",
            back: back(place, booking, member),
            form: FormView(
                hidden, schema: Self.form, prefix: "booking.\(key)", values: ["back": place ?? ""], problem: problem,
                words: words))
    }
}
