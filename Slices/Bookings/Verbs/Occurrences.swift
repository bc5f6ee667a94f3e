import Catalogue
import Kernel
import Scheduling
import Storage
import Web

/// One date of a series, with what is asked for then.
struct Occurrence: Sendable {
    let ask: Ask
    /// Whether a course has no session at that time.
    var isMissing = false
}

extension BookingSlice {
    /// The dates of a series in the order in which they are taken. Throws 422 for none or too many.
    func occurrences(_ ask: Ask, _ recurrence: Recurrence, _ book: Book, in db: Snapshot) throws -> [Occurrence] {
        guard let offering = book.offering(ask.offering) else { throw Problem.field("offering_id", "not_found") }
        let given = offering.kind == .course ? try session(ask, offering, in: db) : nil
        let first = book.zone.local(given?.start ?? ask.start)
        let dates = recurrence.dates(from: first.date)
        guard !dates.isEmpty, dates.count <= Self.seriesMost else {
            throw Problem.field("count", "out_of_range", ["min": "1", "max": "\(Self.seriesMost)"])
        }
        let starts = dates.map { book.zone.instant(of: LocalDateTime($0, first.time)) }
        guard let given else {
            return starts.map { start in
                var one = ask
                one.start = start
                return Occurrence(ask: one)
            }
        }
        // Seats are taken in the order of their rows, as by a basket.
        return try starts.map { try occurrence(ask, given, at: $0, in: db) }.sorted {
            ($0.ask.session?.rawValue ?? 0, $0.ask.start) < ($1.ask.session?.rawValue ?? 0, $1.ask.start)
        }
    }

    /// The session that a series of a course begins with.
    private func session(_ ask: Ask, _ offering: Offering, in db: Snapshot) throws -> Session {
        guard let id = ask.session else { throw Problem.field("session_id", "required") }
        guard let session = try db.session(id), session.offering == offering.id else {
            throw Problem.field("session_id", "not_found")
        }
        return session
    }

    /// The same class is at the same location.
    private func occurrence(_ ask: Ask, _ given: Session, at start: Instant, in db: Snapshot) throws -> Occurrence {
        let moment = Interval(from: start, lasting: .milliseconds(1))
        let session = try db.sessions(given.business, in: moment, of: given.offering).first {
            $0.location == given.location
        }
        var one = ask
        (one.start, one.session) = (start, session?.id)
        return Occurrence(ask: one, isMissing: session == nil)
    }
}
