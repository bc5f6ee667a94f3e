import Bookings
import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// Makes the page of one booking.
struct BookingScene {
    let booking: Booking
    let scene: DeskScene
    let resources: [String]
    let locations: [Location]
    let people: [String]
    /// Of its series, itself among them.
    let series: [Booking]
    let history: [PastEvent]
    let links: [BookingLink]
    let participants: [Participant]

    private var words: Wording { scene.words }
    private var member: Membership { scene.member }
    private var path: String { "\(scene.base)/bookings/\(booking.id)" }
    private var reader: Reader { Reader(member) }

    func page(_ problem: Problem? = nil, noting: (typed: [String: String], problem: Problem)? = nil)
        -> BookingDetailPage
    {
        let next = Lifecycle.next(booking.status)
        let reject = next.contains(.rejected) && member.may(.bookingApprove) ? "\(path)/reject" : nil
        let cancel = next.contains(.cancelled) && member.may(.bookingCancel) && reject == nil ? "\(path)/cancel" : nil
        let isMovable = [.pending, .pendingPayment, .confirmed].contains(booking.status)
        let move = isMovable && member.may(.bookingCreate) ? "\(path)/move" : nil
        let steps = scene.steps(booking)
        let people = reader.showsContact ? people : []
        let answers = reader.showsContact ? booking.answers : []
        return BookingDetailPage(
            title: booking.clientName ?? words("booking.no_client"), back: "\(scene.base)/bookings",
            reference: booking.reference,
            status: booking.status.rawValue, statusLabel: words("web.status.\(booking.status.rawValue)"),
            when: words.formats.range(from: booking.start, to: booking.end, in: scene.zone).asTitle, facts: facts,
            people: people, hasPeople: !people.isEmpty,
            answers: answers.map { .init(factLabel: $0.label, factText: $0.shown(words), factHref: nil) },
            hasAnswers: !answers.isEmpty, notes: BookingNotes.list(booking, reader, words),
            noting: member.may(.bookingCreate)
                ? BookingNotes.form(
                    BookingNotes.names(reader), noting?.typed ?? BookingNotes.values(booking), noting?.problem, words)
                : nil,
            notesAction: "\(path)/notes", isNoting: noting != nil,
            reason: booking.reason,
            deadline: booking.expiresAt.map {
                words("today.request.deadline", ["when": words.formats.dateTime($0, in: scene.zone)])
            }, steps: steps, moveHref: move, rejectHref: reject, cancelHref: cancel,
            hasActions: !steps.isEmpty || move != nil || reject != nil || cancel != nil, series: siblings,
            hasSeries: series.count > 1,
            seriesHref: member.may(.bookingCancel) && series.count { $0.isInRest(of: booking) } > 1
                ? "\(path)/cancel-series" : nil,
            history: history.map(line),
            links: member.may(.bookingCreate) ? BookingLinks(links, participants, booking, scene) : nil, problems: [],
            problemTitle: problem?.sentence(words))
    }

    private var siblings: [BookingDetailPage.Sibling] {
        guard series.count > 1 else { return [] }
        return series.map { one in
            let day = words.formats.date(scene.zone.local(one.start).date, style: .weekdayDay)
            return BookingDetailPage.Sibling(
                siblingHref: "\(scene.base)/bookings/\(one.id)",
                siblingWhen: "\(day), \(scene.clock(one.start, one.end))", isThis: one.id == booking.id,
                status: one.status.rawValue, statusLabel: words("web.status.\(one.status.rawValue)"))
        }
    }

    private var facts: [BookingDetailPage.Fact] {
        var facts: [BookingDetailPage.Fact] = []
        func add(_ key: String, _ text: String?, _ href: String? = nil) {
            guard let text, !text.isEmpty else { return }
            facts.append(.init(factLabel: words("booking.fact.\(key)"), factText: text, factHref: href))
        }
        add("what", booking.offeringName, booking.session.map { "\(scene.base)/sessions/\($0)" })
        add("with", resources.joined(separator: ", "))
        if !locations.isEmpty { add("where", scene.business.place(at: locations)) }
        if booking.party > 1 { add("party", words.formats.number(booking.party)) }
        if reader.showsContact {
            add("email", booking.clientEmail, booking.clientEmail.map { "mailto:\($0)" })
            add("phone", booking.clientPhone, booking.clientPhone.map { "tel:\($0)" })
        }
        add("price", booking.price.minor == 0 ? words("booking.free") : words.formats.money(booking.price))
        add("refund", booking.refundShare.map { words.formats.money(booking.price.percent(basisPoints: $0)) })
        add("source", words("source.\(booking.source.rawValue)"))
        add("referral", booking.referral)
        add("language", booking.clientLanguage.ownName)
        add("created", words.formats.dateTime(booking.createdAt, in: scene.zone))
        return facts
    }

    private func line(_ event: PastEvent) -> BookingDetailPage.Line {
        let key = "history.\(event.action)"
        return BookingDetailPage.Line(
            at: words.formats.dateTime(event.at, in: scene.zone), who: event.userName ?? words("actor.\(event.actor)"),
            what: words.has(key) ? words(key) : event.action, detail: event.details["reason"]?.string)
    }
}

extension Booking {
    /// Whether it can be cancelled with `first` and those that come after it in their series.
    func isInRest(of first: Booking) -> Bool { start >= first.start && Lifecycle.allows(status, .cancelled) }
}
