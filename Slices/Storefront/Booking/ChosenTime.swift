import Catalogue
import House
import Kernel
import Scheduling
import Storage
import Web

/// The time that an address names: a start, or a session.
struct ChosenTime: Sendable {
    let start: Instant
    let end: Instant
    let session: SessionID?
    /// A session's people and rooms.
    let names: String?
    /// A session's location.
    let location: LocationID?

    var minutes: Int { Int((end - start).milliseconds / 60_000) }

    /// What the hold's door is sent.
    func wish(_ front: Front, _ offering: Offering) -> JSON {
        let carried = (front.choice?.carried ?? []).map { one in
            JSON.Member(one.name, Int64(one.value).map(JSON.integer) ?? .string(one.value))
        }
        return .object(
            [.init("offering_id", .string(offering.id.description)), .init("start", .string(start.rfc3339))]
                + (session.map { [.init("session_id", .string($0.description))] } ?? []) + carried)
    }
}

extension StorefrontSlice {
    /// The time at `start`, and whether it is free.
    func chosen(_ front: Front, _ offering: Offering, _ start: Instant, in db: Snapshot) throws -> (
        time: ChosenTime, isFree: Bool
    ) {
        let date = front.zone.local(start).date
        let wanted = front.choice?.session
        let free = try free(front, offering, from: date, through: date, in: db)
        if let found = free.slots.first(where: { $0.start == start && (wanted == nil || $0.session == wanted) }) {
            let names = try names(front, [found], in: db)
            let time = ChosenTime(
                start: start, end: found.end, session: found.session, names: found.session.flatMap { names[$0] },
                location: found.location)
            return (time, front.isOpen)
        }
        let session = try wanted.flatMap { try db.session($0) }.flatMap { $0.offering == offering.id ? $0 : nil }
        let time = ChosenTime(
            start: start, end: session?.end ?? start + front.wish(offering).duration, session: session?.id, names: nil,
            location: session?.location)
        return (time, false)
    }
}

extension Problem {
    /// The dates that a series could not have.
    var unavailable: [Instant] {
        guard code == "series_unavailable", let list = details.first(where: { $0.name == "unavailable" }) else {
            return []
        }
        return (list.value.array ?? []).compactMap { $0["start"]?.string.flatMap { Instant(rfc3339: $0) } }
    }
}
