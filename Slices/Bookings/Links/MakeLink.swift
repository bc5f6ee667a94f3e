import Catalogue
import House
import Identity
import Jobs
import Kernel
import Storage
import Web

/// What opens a link is made from its row by a key of the installation, and so it can be made again: all mails to one person about one
/// booking carry the same link, and an answer that is repeated the same again. However many there are, no link ends by another
/// (decision 0012).
extension BookingSlice {
    /// How many links that were ended are remembered of a booking.
    static let endedMost = 50
    /// How many links staff are shown: one for each participant, the customer's, and those that were ended.
    package static let linksShown = 1_100

    private func secrets(_ id: LinkID) -> [Secret] { identity.keys.secrets("booking|link|\(id)") }

    /// The customer's link that stands in the answer to whoever books; apart from those in mails, which may go to somebody else.
    ///
    /// It is made once. What was ended stays so, whoever asks for the answer again.
    package func manageKey(_ booking: Booking, isNew: Bool = false, in db: Transaction) throws -> String {
        let secrets = answerSecrets(booking.id)
        guard let newest = secrets.first else { throw Problem.notFound }
        if try isNew || !db.hasLinks(booking) {
            try db.insertLink(.manage, nil, of: booking, db.newID(LinkID.self), newest)
            return newest.text
        }
        let hashes = try db.linkHashes(booking)
        return (secrets.first { hashes.contains($0.hash) } ?? newest).text
    }

    /// `/b/K7M2Q9XA/…`: the page of one booking, for whoever has just booked it, or does so again by the same form.
    package func path(_ booking: Booking, in db: Transaction) throws -> String {
        "/b/\(booking.reference)/\(try manageKey(booking, in: db))"
    }

    /// The link for a mail: the customer's where `participant` is nil, else one to look only.
    package func mailedURL(_ booking: Booking, for participant: Participant? = nil, in db: Transaction) throws -> String
    {
        if let (_, secret) = try mailed(booking, participant?.id, in: db) { return url(booking, secret) }
        let id = db.newID(LinkID.self)
        guard let secret = secrets(id).first else { throw Problem.notFound }
        try db.insertLink(participant == nil ? .manage : .view, participant?.id, of: booking, id, secret)
        return url(booking, secret)
    }

    /// The links that staff or the customer have asked for, ready to be mailed: whose each is, and its address. Whoever writes the mails
    /// does so alone, for of several wishes each job would else write those of all.
    package func awaitedURLs(_ booking: Booking, in db: Transaction) throws -> [(
        id: LinkID, who: Participant?, url: String
    )] {
        guard try db.lockedBooking(booking.id) != nil else { return [] }
        let people = try db.participantList(booking)
        return try db.awaitedLinks(booking).compactMap { link in
            let who = people.first { $0.id == link.participant }
            if let (_, secret) = try mailed(booking, link.participant, in: db) {
                try db.deleteLink(link.id, of: booking)
                return (link.id, who, url(booking, secret))
            }
            guard let secret = secrets(link.id).first else { return nil }
            try db.complete(link, of: booking, secret)
            return (link.id, who, url(booking, secret))
        }
    }

    /// The open link that somebody's mails carry, with its secret made again. Nil where there is none, or where its key is gone.
    private func mailed(_ booking: Booking, _ participant: ParticipantID?, in db: Snapshot) throws -> (LinkID, Secret)?
    {
        for link in try db.sealedLinks(booking, participant) {
            if let secret = secrets(link.id).first(where: { $0.hash == link.secretHash }) { return (link.id, secret) }
        }
        return nil
    }

    private func url(_ booking: Booking, _ secret: Secret) -> String {
        "\(house.baseURL)/b/\(booking.reference)/\(secret.text)"
    }

    /// All that can open such a link: made by the keys that are still there.
    func sealing(_ id: LinkID, of booking: BookingID) -> [Secret] { secrets(id) + answerSecrets(booking) }

    private func answerSecrets(_ booking: BookingID) -> [Secret] { identity.keys.secrets("booking|answer|\(booking)") }
}
