import Catalogue
import House
import Identity
import Jobs
import Kernel
import Storage
import Web

extension BookingSlice {
    /// How many links of one person to one booking can be open at once; a newer one ends the oldest.
    static let linksMost = 100

    /// A new link of the customer's, whose secret is known to who asks for it here and to nobody else.
    package func manageKey(_ booking: Booking, in db: Transaction) throws -> String {
        let secret = Secret()
        try db.insertLink(.manage, nil, of: booking, secret)
        return secret.text
    }

    /// `/b/K7M2Q9XA/…`: the page of one booking, by a new link.
    package func newPath(_ booking: Booking, in db: Transaction) throws -> String {
        "/b/\(booking.reference)/\(try manageKey(booking, in: db))"
    }

    package func newURL(_ booking: Booking, in db: Transaction) throws -> String {
        house.baseURL + (try newPath(booking, in: db))
    }

    /// A customer's newest links stay open; the oldest end.
    func limitLinks(_ booking: Booking, in db: Transaction) throws {
        try db.revokeLinks(of: nil, booking, beyond: Self.linksMost)
    }

    /// A new link for a mail: the customer's where `participant` is nil, else one to look only.
    package func mailedURL(_ booking: Booking, for participant: Participant? = nil, in db: Transaction) throws -> String
    {
        let secret = Secret()
        try db.insertLink(participant == nil ? .manage : .view, participant?.id, of: booking, secret)
        try db.revokeLinks(of: participant?.id, booking, beyond: Self.linksMost)
        return "\(house.baseURL)/b/\(booking.reference)/\(secret.text)"
    }

    /// The links that staff or the customer have asked for, ready to be mailed: whose each is, and its address.
    package func awaitedURLs(_ booking: Booking, in db: Transaction) throws -> [(
        id: LinkID, who: Participant?, url: String
    )] {
        let people = try db.participantList(booking)
        return try db.links(booking).filter { $0.secretHash == "" && $0.isOpen(at: db.now) }.map { link in
            let secret = Secret()
            try db.complete(link, of: booking, secret)
            try db.revokeLinks(of: link.participant, booking, beyond: Self.linksMost)
            return (
                link.id, people.first { $0.id == link.participant },
                "\(house.baseURL)/b/\(booking.reference)/\(secret.text)"
            )
        }
    }
}
