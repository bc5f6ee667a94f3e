import Bookings
import Catalogue
import House
import Identity
import Kernel
import Storage
import Web
import Words

extension DeskSlice {
    private typealias Verb = @Sendable (BookingID, Visit, Transaction) throws -> Booking

    /// What staff do with one booking: buttons at once, what destroys after a page that asks.
    var decisionPages: [PageRoute] {
        buttons + questions + advancingPages + notePages + seriesPages + movePages + linkPages
    }

    private var buttons: [PageRoute] {
        [
            button("approve", .bookingApprove, "bookings.notice.approved") { id, visit, db in
                try bookings.approve(id, by: Origin(visit), in: db)
            },
            button("check-in", .bookingCreate, "bookings.notice.advanced") { id, visit, db in
                try bookings.advance(id, to: .checkedIn, by: Origin(visit), in: db)
            },
        ].flatMap { $0 }
    }

    private var questions: [PageRoute] {
        asked("reject", .bookingApprove, "bookings.notice.rejected", Self.rejection) { id, visit, db in
            let fields = try Self.rejection.accept(form: visit.body.texts)
            return try bookings.reject(id, reason: fields.text("reason") ?? "", by: Origin(visit), in: db)
        }
            + asked("cancel", .bookingCancel, "bookings.notice.cancelled", Self.cancellation) { id, visit, db in
                let fields = try Self.cancellation.accept(form: visit.body.texts)
                return try bookings.cancel(id, as: .business, reason: fields.text("reason"), by: Origin(visit), in: db)
            }
    }

    private static let rejection = Schema("RejectForm", [BookingSlice.reason])
    private static let cancellation = rejection.patch("CancelForm")

    /// The booking of the path, of this business and no other; a hold has no page.
    func booking(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> Booking {
        let id = try visit.id("id", BookingID.self)
        guard let booking = try db.booking(id), booking.business == member.business.id, booking.status != .held else {
            throw Problem.notFound
        }
        try db.requireSeen(booking, by: member)
        return booking
    }

    func bookingPage(
        _ visit: Visit, _ member: Membership, _ problem: Problem? = nil,
        noting: (typed: [String: String], problem: Problem)? = nil, in db: Snapshot
    ) throws -> BookingDetailPage {
        let booking = try booking(visit, member, in: db)
        let history = try db.history(business: member.business.id.rawValue, of: booking.id.description)
        return BookingScene(
            booking: booking, scene: scene(visit, member, in: db), resources: try db.resourceNames(booking),
            locations: try db.locations(of: booking),
            people: try db.participants(booking),
            series: try booking.series.map { try db.reached(db.bookings(of: $0, booking.business), by: member) } ?? [],
            history: history, links: try db.links(booking), participants: try db.participantList(booking)
        ).page(problem, noting: noting)
    }

    /// Where a refused step was sent to; reloading its address leads back.
    func backToBooking(_ path: String) -> PageRoute {
        .get(path, access: .member("booking:view_all")) { visit in
            .see("/desk/\(visit.parameter("slug"))/bookings/\(visit.parameter("id"))")
        }
    }

    private func button(
        _ name: String, _ permission: Permission, _ notice: String, _ verb: @escaping Verb
    ) -> [PageRoute] {
        let path = "/desk/{slug}/bookings/{id}/\(name)"
        let post = PageRoute.post(path, access: .member(permission.rawValue)) { visit in
            try await catalogue.deskForm(visit, permission, reach: .own) { member, db in
                let moved = try verb(try booking(visit, member, in: db).id, visit, db)
                return Answer.see(back(visit.body.text("back"), moved, member)).noticing(notice)
            } refused: { problem, member, db in
                try bookingPage(visit, member, problem, in: db)
            }
        }
        return [backToBooking(path), post]
    }

    private func asked(
        _ name: String, _ permission: Permission, _ notice: String, _ schema: Schema, _ verb: @escaping Verb
    ) -> [PageRoute] {
        let path = "/desk/{slug}/bookings/{id}/\(name)"
        let post = PageRoute.post(path, access: .member(permission.rawValue)) { visit in
            try await catalogue.deskForm(visit, permission, reach: .own) { member, db in
                let moved = try verb(try booking(visit, member, in: db).id, visit, db)
                return Answer.see("/desk/\(member.business.slug)/bookings/\(moved.id)").noticing(notice)
            } refused: { problem, member, db in
                try question(name, schema, visit, member, problem, in: db)
            }
        }
        let get = PageRoute.get(path, access: .member(permission.rawValue)) { visit in
            try await catalogue.deskPage(visit, permission, reach: .own) { member, db in
                try question(name, schema, visit, member, nil, in: db)
            }
        }
        return [get, post]
    }

    private func question(
        _ name: String, _ schema: Schema, _ visit: Visit, _ member: Membership, _ problem: Problem?, in db: Snapshot
    ) throws -> ConfirmPage {
        let booking = try booking(visit, member, in: db)
        let words = visit.words
        let back = "/desk/\(member.business.slug)/bookings/\(booking.id)"
        // The business that cancels gives everything back.
        let refund = booking.price.minor > 0 && name == "cancel"
        let values = [
            "client": booking.clientName ?? words("booking.no_client"), "offering": booking.offeringName,
            "when": words.formats.dateTime(booking.start, in: bookings.zone(member.business)),
            "amount": words.formats.money(booking.price),
        ]
        return ConfirmPage(
            title: words("booking.\(name).title", values),
            text: words("booking.\(name).text\(refund ? "_refund" : "")", values),
            label: words("booking.\(name)"), action: "\(back)/\(name)", back: back,
            form: FormView(
                [FormField("reason", .textarea(rows: 3), hint: true)], schema: schema, prefix: "booking.\(name)",
                values: visit.body.texts, problem: problem, words: words))
    }
}
