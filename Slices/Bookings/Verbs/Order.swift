import Catalogue
import Kernel
import Scheduling
import Storage
import Web

/// What somebody wants of a business: an offering, when, for how long and how many.
package struct Ask: Sendable {
    package var offering: OfferingID
    /// Of a session, its own start is what counts.
    package var start: Instant
    /// Nil is the offering's own length.
    package var minutes: Int?
    /// Nil is one.
    package var party: Int?
    /// Chosen people and rooms.
    package var resources: [ResourceID] = []
    /// A chosen one; nil is any.
    package var location: LocationID?
    /// Of a course: which session.
    package var session: SessionID?
    package var participants: [String] = []
    /// Where each participant's own link goes, by position; empty for none.
    package var participantEmails: [String] = []
    /// By the question's id.
    package var answers: [String: String] = [:]
    /// Staff may book beyond hours, notice and an offering's limits.
    package var isByStaff = false
    /// Of staff, those who may book beyond capacity and say so.
    package var isOverbooking = false

    var overbooks: Bool { isByStaff && isOverbooking }

    package init(_ offering: OfferingID, start: Instant) {
        self.offering = offering
        self.start = start
    }
}

/// What is booked, checked against the offering: the place in time, the price, names and answers.
package struct Order: Sendable {
    let offering: Offering
    let wish: Wish
    let start: Instant
    let end: Instant
    let session: Session?
    let price: Money
    let participants: [String]
    let participantEmails: [String?]
    let answers: [BookingAnswer]

    /// Throws 422 for what the offering does not allow, 409 `slot_taken` when the session's last places are visibly gone.
    ///
    /// - Parameter isComplete: a hold comes before names and answers.
    package init(_ request: Ask, _ book: Book, isComplete: Bool = true, isHeld: Bool = false, in db: Snapshot) throws {
        guard let offering = book.offering(request.offering), offering.isActive || request.isByStaff else {
            throw Problem.field("offering_id", "not_found")
        }
        self.offering = offering
        let session = try Self.session(request, offering, isHeld: isHeld, in: db)
        self.session = session
        guard session == nil || request.minutes == nil else { throw Problem.field("duration_minutes", "not_a_length") }
        let wish = try Wish(
            offering, minutes: request.minutes, party: request.party, resources: request.resources,
            isByStaff: request.isByStaff
        ).at(request.location, offering, book)
        guard session == nil || wish.location == nil || session?.location == wish.location else {
            throw Problem.field("location_id", "not_at_location")
        }
        self.wish = session.map { wish.lasting(minutes: $0.minutes) } ?? wish
        start = session?.start ?? request.start
        end = session?.end ?? request.start + wish.duration
        price = try self.wish.price(offering, book)
        participants = isComplete ? try Self.participants(request, offering, self.wish) : []
        participantEmails = isComplete ? try Self.emails(request, names: participants.count) : []
        answers =
            isComplete
            ? try BookingAnswer.accept(request.answers, to: offering.terms.questions, isByStaff: request.isByStaff) : []
    }

    private static func session(_ request: Ask, _ offering: Offering, isHeld: Bool, in db: Snapshot) throws -> Session?
    {
        guard offering.kind == .course else {
            guard request.session == nil else { throw Problem.field("session_id", "not_offered") }
            return nil
        }
        guard let id = request.session else { throw Problem.field("session_id", "required") }
        guard let session = try db.session(id), session.business == offering.business, session.offering == offering.id
        else { throw Problem.field("session_id", "not_found") }
        // Most who come too late for a wanted class are told here, before anything is locked.
        if !isHeld, !request.overbooks, session.seats.left < (request.party ?? 1) {
            throw Problem.seatsTaken(left: session.seats.left)
        }
        return session
    }

    private static func participants(_ request: Ask, _ offering: Offering, _ wish: Wish) throws(Problem) -> [String] {
        let names = request.participants.filter { !$0.isEmpty }
        guard offering.terms.asksNames else {
            guard names.isEmpty || request.isByStaff else { throw .field("participants", "unknown_field") }
            return names
        }
        guard names.count == wish.party || request.isByStaff && names.count <= wish.party else {
            throw .field("participants", "names_of_all", ["count": "\(wish.party)"])
        }
        return names
    }

    /// Normalised; nil for who has given none.
    private static func emails(_ request: Ask, names: Int) throws(Problem) -> [String?] {
        guard request.participantEmails.count <= names else {
            throw .field("participant_emails", "too_many", ["max": "\(names)"])
        }
        var emails: [String?] = []
        for (position, text) in request.participantEmails.enumerated() {
            let email = Contact.normalised(email: text)
            guard text.isEmpty || email != nil else { throw .field("participant_emails/\(position)", "not_email") }
            emails.append(email)
        }
        return emails
    }
}
