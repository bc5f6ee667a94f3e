import Catalogue
import Customers
import Foundation
import House
import Identity
import Kernel
import Scheduling
import Storage
import Words

/// The demo world's history and future: booked through the verbs, each at a time of its own, so that everything about it is true.
extension BookingSlice {
    private static let first = [
        "Lucía", "Omar", "Grace", "Noah", "Mei", "Zofia", "Aarav", "Emma", "Mateo", "Fatima", "Liam", "Hana", "Oskar",
        "Inés", "Kofi",
    ]
    private static let last = [
        "Alonso", "Bello", "Chen", "Dubois", "Eriksen", "Fischer", "García", "Hughes", "Ivanova", "Jensen", "Kowalski",
        "Okafor",
    ]
    private static let remarks = [
        "First time here.", "I may be five minutes late.", "My left shoulder again.", "For my daughter, she is six.",
    ]

    /// Fills `days` before and after today. Deterministic for a given day.
    package func addDemo(_ slug: String, days: ClosedRange<Int>, now: Instant) async throws {
        var dice = Dice(seed: UInt64(truncatingIfNeeded: slug.utf8.reduce(5_381) { $0 &* 33 &+ Int64($1) }))
        guard let book = try await house.store.read({ db in try scheduling.book(slug, in: db) }) else { return }
        let today = book.zone.local(now).date
        for day in days {
            let date = today.adding(days: day)
            for _ in 0..<dice.roll(day <= 7 ? 2...6 : 0...3) {
                try await addDemo(book, on: date, now: now, dice: &dice)
            }
        }
    }

    private func addDemo(_ book: Book, on date: LocalDate, now: Instant, dice: inout Dice) async throws {
        let offering = book.offerings[dice.roll(0...book.offerings.count - 1)]
        let booked = min(book.zone.startOfDay(date) - .hours(dice.roll(4...180)), now - .minutes(dice.roll(20...900)))
        let (pick, fate) = (dice.roll(0...10_000), dice.roll(0...99))
        let client = Self.client(&dice)
        let (wish, party) = (Self.wish(offering, book, &dice), Self.party(offering, &dice))
        try await house.store.write(at: booked) { db in
            let free = try scheduling.freeTimes(
                book, offering, wish, from: date, through: date, in: book.zone, db)
            guard !free.slots.isEmpty else { return }
            let slot = free.slots[pick % free.slots.count]
            var ask = Ask(offering.id, start: slot.start)
            ask.session = slot.session
            ask.minutes = slot.session == nil ? wish.minutes : nil
            ask.resources = Array(wish.resources)
            ask.party = party.isEmpty ? 1 : party.count
            ask.participants = party
            for question in offering.terms.questions { ask.answers[question.id] = question.choices.last }
            let request = PlaceRequest(ask, client: client, language: book.business.language)
            let booking: Booking
            // Nobody's mails are counted: hours of many days are filled in one.
            let origin = Origin(actor: .guest, address: "192.0.2.1")
            do { booking = try placeOne(request, book, by: origin, in: db).booking } catch { return }
            if booking.status == .pending && (now - db.now > .hours(3) || fate < 70) {
                _ = try approve(booking.id, by: .system, in: db)
            }
        }
        try await decide(book, client, booked, fate, now: now)
    }

    /// Of what leaves a choice, some choice.
    private static func wish(_ offering: Offering, _ book: Book, _ dice: inout Dice) -> Wish {
        let choices = offering.choices(book)
        let lengths = offering.terms.lengths?.all ?? [offering.durationMinutes]
        let minutes = lengths[dice.roll(0...lengths.count - 1)]
        let chosen = choices.isEmpty ? [] : [choices[dice.roll(0...choices.count - 1)].id]
        return (try? Wish(offering, minutes: minutes, party: nil, resources: chosen)) ?? Wish(offering)
    }

    /// The names of those who come, where they are asked for.
    private static func party(_ offering: Offering, _ dice: inout Dice) -> [String] {
        guard offering.terms.asksNames else { return [] }
        return (0..<dice.roll(1...2)).map { _ in first[dice.roll(0...first.count - 1)] }
    }

    /// Some don't come, some cancel.
    private func decide(_ book: Book, _ client: Client, _ booked: Instant, _ fate: Int, now: Instant) async throws {
        guard fate >= 90 else { return }
        let found = try await house.store.read { db in
            var filter = BookingFilter(book.business.id)
            filter.text = client.reach.email
            filter.status = .confirmed
            return try db.bookings(filter, after: nil, limit: 1).bookings.first
        }
        guard let found else { return }
        let isPast = found.end < now
        try await house.store.write(at: isPast ? found.end : min(now, booked + .hours(3))) { db in
            if isPast && fate >= 95 {
                _ = try advance(found.id, to: .noShow, by: .system, in: db)
            } else if db.now < found.start {
                _ = try cancel(found.id, as: .customer, by: Origin(actor: .customer), in: db)
            }
        }
    }

    private static func client(_ dice: inout Dice) -> Client {
        let (given, family) = (first[dice.roll(0...first.count - 1)], last[dice.roll(0...last.count - 1)])
        let plain = "\(given).\(family)".lowercased().folding(options: .diacriticInsensitive, locale: nil)
        let phone = "+3460055\(1_000 + dice.roll(0...8_999))"
        let reach = Reach(email: plain + "@mail.example", andPhone: dice.roll(0...2) == 0 ? phone : nil)
        let note = dice.roll(0...3) == 0 ? remarks[dice.roll(0...remarks.count - 1)] : nil
        return Client(name: "\(given) \(family)", reach: reach, notes: note)
    }
}

/// SplitMix64: the same town every time.
private struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func roll(_ range: ClosedRange<Int>) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return range.lowerBound + Int((z ^ (z >> 31)) % UInt64(range.count))
    }
}
