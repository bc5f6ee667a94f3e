import Bookings
import Catalogue
import Identity
import Kernel
import Storage
import Web
import Words

/// The notes of a booking (D9): which of them a reader sees, and the form that changes them.
enum BookingNotes {
    /// Everybody reads the client's; who works there the team's; owners and managers all three.
    static func names(_ reader: Reader) -> [String] {
        switch reader {
        case .owner: ["notes", "internal_notes", "owner_notes"]
        case .staff: ["notes", "internal_notes"]
        case .viewer, .customer: ["notes"]
        }
    }

    static func values(_ booking: Booking) -> [String: String] {
        [
            "notes": booking.notes ?? "", "internal_notes": booking.internalNotes ?? "",
            "owner_notes": booking.ownerNotes ?? "",
        ]
    }

    static func list(_ booking: Booking, _ reader: Reader, _ words: Wording) -> [BookingDetailPage.Note] {
        let texts = values(booking)
        return names(reader).map { name in
            BookingDetailPage.Note(
                noteTitle: words("booking.note.\(name)"), noteReaders: words("booking.note.\(name).readers"),
                noteText: texts[name].flatMap { $0.isEmpty ? nil : $0 })
        }
    }

    static func form(_ names: [String], _ values: [String: String], _ problem: Problem?, _ words: Wording) -> FormView {
        FormView(
            names.map { FormField($0, .textarea(rows: 3)) }, schema: BookingSlice.notes, prefix: "booking.note",
            values: values, problem: problem, words: words)
    }
}

extension DeskSlice {
    var notePages: [PageRoute] {
        let path = "/desk/{slug}/bookings/{id}/notes"
        return [
            backToBooking(path),
            .post(path, access: .member("booking:create")) { visit in
                try await catalogue.deskForm(visit, .bookingCreate, reach: .own) { member, db in
                    let booking = try booking(visit, member, in: db)
                    let reader = Reader(member)
                    // Who sends a note that their form does not have is refused by the verb.
                    let all = Set(BookingNotes.names(.owner))
                    let fields = try BookingSlice.notes.accept(form: visit.body.texts.filter { all.contains($0.key) })
                    _ = try bookings.note(
                        booking.id, fields.clearing(BookingNotes.names(reader)), isOwner: reader == .owner,
                        by: Origin(visit), in: db)
                    let before = BookingNotes.values(booking).filter { name, _ in
                        BookingNotes.names(reader).contains(name)
                    }
                    let back = "/desk/\(member.business.slug)/bookings/\(booking.id)"
                    return Answer.see(back).noticing("bookings.notice.noted", undo: Undo("\(back)/notes", before))
                } refused: { problem, member, db in
                    try bookingPage(visit, member, noting: (visit.body.texts, problem), in: db)
                }
            },
        ]
    }
}
