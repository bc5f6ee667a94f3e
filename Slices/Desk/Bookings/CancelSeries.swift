import Bookings
import Catalogue
import Identity
import Kernel
import Storage
import Web
import Words

/// Cancels a booking and all that come after it in its series.
extension DeskSlice {
    private static let form = Schema(
        "CancelSeriesForm", [Field("reason", .text(1...500, lines: true), optional: true, sample: "Ana is ill.")])

    var seriesPages: [PageRoute] {
        let path = "/desk/{slug}/bookings/{id}/cancel-series"
        return [
            .get(path, access: .member("booking:cancel")) { visit in
                try await catalogue.deskPage(visit, .bookingCancel, reach: .own) { member, db in
                    try askSeries(visit, member, in: db)
                }
            },
            .post(path, access: .member("booking:cancel")) { visit in
                try await catalogue.deskForm(visit, .bookingCancel, reach: .own) { member, db in
                    let reason = try Self.form.accept(form: visit.body.texts.filter { $0.key == "reason" }).text(
                        "reason")
                    let first = try booking(visit, member, in: db)
                    for one in try rest(of: first, member, in: db) {
                        _ = try bookings.cancel(one.id, as: .business, reason: reason, by: Origin(visit), in: db)
                    }
                    return Answer.see("/desk/\(member.business.slug)/bookings/\(first.id)").noticing(
                        "bookings.notice.series_cancelled")
                } refused: { problem, member, db in
                    try askSeries(visit, member, problem, in: db)
                }
            },
        ]
    }

    private func rest(of first: Booking, _ member: Membership, in db: Snapshot) throws -> [Booking] {
        guard let series = first.series else { throw Problem.notFound }
        return try db.reached(db.bookings(of: series, first.business), by: member).filter { $0.isInRest(of: first) }
    }

    private func askSeries(_ visit: Visit, _ member: Membership, _ problem: Problem? = nil, in db: Snapshot) throws
        -> ConfirmPage
    {
        let first = try booking(visit, member, in: db)
        let (rest, words) = (try rest(of: first, member, in: db), visit.words)
        let back = "/desk/\(member.business.slug)/bookings/\(first.id)"
        let values = [
            "client": first.clientName ?? words("booking.no_client"), "offering": first.offeringName,
            "when": words.formats.dateTime(first.start, in: bookings.zone(member.business)),
        ]
        return ConfirmPage(
            title: words("booking.series.title"), text: words("booking.series.text", values, count: rest.count),
            label: words("booking.series.cancel"), action: "\(back)/cancel-series", back: back,
            form: FormView(
                [FormField("reason", .textarea(rows: 3), hint: true)], schema: Self.form, prefix: "booking.cancel",
                values: visit.body.texts, problem: problem, words: words))
    }
}
