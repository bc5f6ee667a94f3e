import Catalogue
import Customers
import House
import Identity
import Kernel
import Storage
import Web

/// A booking, opened by somebody who may.
package struct OpenedBooking: Sendable {
    package let booking: Booking
    /// What they may do with it: `manage` or `view`.
    package let purpose: LinkPurpose
    /// Nil: the customer.
    package let participant: ParticipantID?
    /// The last part of the addresses of its pages.
    package let key: String
    /// Nil for who has proved their e-mail address.
    let link: BookingLink?

    package var path: String { "/b/\(booking.reference)/\(key)" }
    /// What the code for the desk holds besides the reference; nil where no link can vouch.
    package var deskCode: String? { link?.secretHash == nil ? nil : DeskCode.of(key) }
}

extension BookingSlice {
    /// In place of a secret, for who has proved their e-mail address: `/b/K7M2Q9XA/my`.
    package static let ownKey = "my"

    /// The booking that a link opens for one of `purposes`. A wrong link, one that has ended or was revoked, one of another booking and
    /// one for something else answer alike: 404, as an unknown booking does. A customer's link to one booking of a series or basket
    /// opens the others as well.
    ///
    /// - Parameter key: nil or `my` for the customer who has proved their address.
    package func opened(
        _ booking: Booking?, _ visit: Visit, key: String?, for purposes: [LinkPurpose], in db: Snapshot
    ) throws -> OpenedBooking {
        guard let booking, booking.status != .held, booking.clientName != nil else { throw Problem.notFound }
        guard let key, key != Self.ownKey else {
            guard purposes.contains(.manage), let email = try customers.email(of: visit, in: db),
                booking.clientEmail == email
            else { throw Problem.notFound }
            return OpenedBooking(booking: booking, purpose: .manage, participant: nil, key: Self.ownKey, link: nil)
        }
        let links = try db.openLinks(booking.business, group(booking, in: db), Secret.hash(key), purposes)
        guard let link = links.first(where: { holds($0, key, for: booking) }) else { throw Problem.notFound }
        return OpenedBooking(
            booking: booking, purpose: link.purpose, participant: link.participant, key: key, link: link)
    }

    private func holds(_ link: BookingLink, _ key: String, for booking: Booking) -> Bool {
        guard link.secretHash != nil else {
            return identity.keys.holds(key, for: "booking|manage|\(link.booking)")
        }
        return isMade(key, by: link) && reaches(link, booking)
    }

    private func reaches(_ link: BookingLink, _ booking: Booking) -> Bool {
        link.booking == booking.id || link.participant == nil
    }

    /// Whether the code for the desk is of an open link to this booking, and whose: nil is the customer's, also that of another booking of
    /// its series or basket.
    package func vouches(_ code: String, for booking: Booking, in db: Snapshot) throws -> (
        isOpen: Bool, who: Participant?
    ) {
        guard db.now < booking.end else { return (false, nil) }
        let links = try db.openLinks(booking.business, group(booking, in: db), deskHash: Secret.hash(code))
        guard let link = links.first(where: { isMade(code, by: $0, DeskCode.of) && reaches($0, booking) }) else {
            return (false, nil)
        }
        return (true, try db.participantList(booking).first { $0.id == link.participant })
    }

    /// The booking with the others of its series or basket.
    private func group(_ booking: Booking, in db: Snapshot) throws -> [BookingID] {
        [booking.id] + (try db.together(booking).map(\.id))
    }

    /// Whether a key that is still there makes this for the link, where it is one that can be made again.
    private func isMade(_ text: String, by link: BookingLink, _ form: (String) -> String = { $0 }) -> Bool {
        !link.isSealed || sealing(link.id, of: link.booking).contains { form($0.text) == text }
    }

    /// Notes that a link was opened, once an hour. A database that can't take the note opens it all the same.
    package func noted(_ opened: OpenedBooking, at now: Instant) async {
        guard let link = opened.link, link.usedAt.map({ now - $0 > .hours(1) }) ?? true else { return }
        _ = try? await house.store.write { db in try db.noteUse(of: link.id, opened.booking) }
    }
}
