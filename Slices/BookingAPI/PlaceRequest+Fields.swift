import Bookings
import Catalogue
import House
import Kernel
import Scheduling
import Timekeeping
import Web
import Words

/// What somebody asks for, from what a door was sent.
extension BookingAPISlice {
    /// Throws 422 for an unknown zone, or when the client can't be reached.
    func placeRequest(_ fields: Fields, _ visit: Visit) throws(Problem) -> PlaceRequest {
        var request = PlaceRequest(try ask(fields), client: try Client(fields), language: visit.words.language)
        request.holdToken = fields.text("hold_token")
        if let zone = fields.text("tz") {
            guard house.zones.zone(zone) != nil else { throw .field("tz", "not_zone") }
            request.zone = zone
        }
        return request
    }

    /// Throws 422 when neither a start nor a session is there.
    func ask(_ fields: Fields) throws(Problem) -> Ask {
        guard let offering = fields.id("offering_id", OfferingID.self) else {
            throw .field("offering_id", "required")
        }
        let session = fields.id("session_id", SessionID.self)
        guard let start = fields.instant("start") ?? session.map({ _ in Instant(milliseconds: 0) }) else {
            throw .field("start", "required")
        }
        var ask = Ask(offering, start: start)
        ask.session = session
        ask.minutes = fields.integer("duration_minutes")
        ask.party = fields.integer("party")
        ask.resources = fields.id("resource_id", ResourceID.self).map { [$0] } ?? []
        ask.location = fields.id("location_id")
        ask.participants = (fields.list("participants") ?? []).compactMap(\.string)
        ask.participantEmails = (fields.list("participant_emails") ?? []).compactMap(\.string)
        ask.answers = try answers(fields)
        return ask
    }

    private func answers(_ fields: Fields) throws(Problem) -> [String: String] {
        var answers: [String: String] = [:]
        for member in fields.object("answers")?.members ?? [] {
            switch member.value {
            case .string(let text):
                guard let clean = text.cleaned(lines: true) else {
                    throw .field("answers/\(member.name.prefix(40))", "unreadable_text")
                }
                answers[member.name] = clean
            case .bool(let value): answers[member.name] = value ? "true" : "false"
            case .integer(let number): answers[member.name] = "\(number)"
            case .null: break
            default: throw .field("answers/\(member.name.prefix(40))", "not_text")
            }
        }
        return answers
    }
}
