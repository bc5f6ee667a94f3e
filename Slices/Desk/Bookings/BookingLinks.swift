import Bookings
import Catalogue
import Identity
import Kernel
import Storage
import Web
import Words

/// Who has links to a booking, on its page: ending one, sending another.
struct BookingLinks: Sendable {
    struct Line: Sendable {
        let who: String
        let purpose: String
        let detail: String
        /// Nil once it has ended.
        let revokeHref: String?
    }
    /// Somebody to whom a link can be sent.
    struct Receiver: Sendable {
        let receiver: String
        let receiverLabel: String
    }

    let lines: [Line]
    let receivers: [Receiver]
    let action: String

    init(lines: [Line], receivers: [Receiver], action: String) {
        (self.lines, self.receivers, self.action) = (lines, receivers, action)
    }

    init(_ links: [BookingLink], _ people: [Participant], _ booking: Booking, _ scene: DeskScene) {
        let words = scene.words
        action = "\(scene.base)/bookings/\(booking.id)/links"
        let base = action
        let client = booking.clientName ?? words("booking.no_client")
        lines = links.prefix(max(30, links.count { $0.revokedAt == nil })).map { link in
            let who = link.participant.flatMap { id in people.first { $0.id == id }?.name } ?? client
            return Line(
                who: who, purpose: words("booking.link.\(link.purpose.rawValue)"), detail: Self.detail(link, scene),
                revokeHref: link.isOpen(at: scene.now) ? "\(base)/\(link.id)/revoke" : nil)
        }
        let own = booking.clientEmail.map { _ in Receiver(receiver: "", receiverLabel: client) }
        receivers =
            [own].compactMap { $0 }
            + people.filter { $0.email != nil }.map {
                Receiver(receiver: $0.id.description, receiverLabel: $0.name)
            }
    }

    private static func detail(_ link: BookingLink, _ scene: DeskScene) -> String {
        let words = scene.words
        func day(_ at: Instant) -> String { words.formats.dateTime(at, in: scene.zone) }
        if let revoked = link.revokedAt { return words("booking.link.revoked", ["when": day(revoked)]) }
        guard link.isOpen(at: scene.now) else {
            return words("booking.link.over", ["when": day(link.expiresAt)])
        }
        let used = link.usedAt.map { words("booking.link.used", ["when": day($0)]) } ?? words("booking.link.unused")
        return used + " " + words("booking.link.until", ["when": day(link.expiresAt)])
    }

    static func sample(_ words: Wording) -> BookingLinks {
        BookingLinks(
            lines: [
                Line(
                    who: "John Doe", purpose: words("booking.link.manage"), detail: words("booking.link.unused"),
                    revokeHref: "/desk/swim-school/bookings/bkg_1/links/lnk_1/revoke")
            ], receivers: [Receiver(receiver: "par_1", receiverLabel: "John Doe")],
            action: "/desk/swim-school/bookings/bkg_1/links")
    }
}

extension DeskSlice {
    var linkPages: [PageRoute] {
        let path = "/desk/{slug}/bookings/{id}/links"
        return [
            backToBooking(path),
            .post(path, access: .member("booking:create")) { visit in
                try await catalogue.deskForm(visit, .bookingCreate, reach: .own) { member, db in
                    let booking = try booking(visit, member, in: db)
                    let typed = visit.body.texts.filter { $0.key == "participant_id" && !$0.value.isEmpty }
                    let fields = try BookingSlice.receiver.accept(form: typed)
                    try bookings.sendLink(booking, to: fields.id("participant_id"), by: Origin(visit), in: db)
                    return Answer.see("/desk/\(member.business.slug)/bookings/\(booking.id)").noticing(
                        "booking.notice.link_sent")
                } refused: { problem, member, db in
                    try bookingPage(visit, member, problem, in: db)
                }
            },
            .get("\(path)/{link_id}/revoke", access: .member("booking:create")) { visit in
                try await catalogue.deskPage(visit, .bookingCreate, reach: .own) { member, db in
                    let booking = try booking(visit, member, in: db)
                    let id = try visit.id("link_id", LinkID.self)
                    guard try db.link(id, of: booking) != nil else { throw Problem.notFound }
                    let back = "/desk/\(member.business.slug)/bookings/\(booking.id)"
                    return ConfirmPage(
                        title: visit.words("booking.link.revoke.title"), text: visit.words("booking.link.revoke.text"),
                        label: visit.words("booking.link.revoke"), action: "\(back)/links/\(id)/revoke", back: back)
                }
            },
            .post("\(path)/{link_id}/revoke", access: .member("booking:create")) { visit in
                try await catalogue.deskWork(visit, .bookingCreate, reach: .own) { member, db in
                    let booking = try booking(visit, member, in: db)
                    try bookings.revokeLink(try visit.id("link_id"), of: booking, by: Origin(visit), in: db)
                    return Answer.see("/desk/\(member.business.slug)/bookings/\(booking.id)").noticing(
                        "booking.notice.link_revoked")
                }
            },
        ]
    }
}
