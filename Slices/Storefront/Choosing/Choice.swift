import Bookings
import Catalogue
import Kernel
import Scheduling
import Web
import Words

struct HiddenField: Sendable {
    let name: String
    let value: String
}

/// What a visitor wants of one offering besides a time, as the address or the form has it: how long, for how many, whom or which
/// room, and of a course which session. What the offering does not allow gives way to what it gives by itself.
struct Choice: Sendable {
    let wish: Wish
    let session: SessionID?
    /// The first field that could not be; nil when all could.
    let wrong: Problem?
    /// What every address of the offering carries along, by the names of the fields.
    let carried: [HiddenField]

    /// Read as texts, so that a wrong one can be told.
    static let fields = ["duration_minutes", "party", "resource_id", "location_id"].map {
        Field($0, .text(0...40), optional: true, sample: nil)
    }
    static let locationField = Field("location_id", .text(0...40), optional: true, sample: nil)
    static let sessionField = Field("session_id", .text(0...40), optional: true, sample: nil)

    init(_ fields: Fields, _ offering: Offering, _ book: Book, session: SessionID? = nil) {
        var wrong: Problem?
        func read<T>(_ name: String, _ code: String, _ value: (String) -> T?) -> T? {
            guard let text = fields.text(name) else { return nil }
            let found = value(text)
            if found == nil, wrong == nil {
                wrong = .field(name, code, ["min": "1", "max": "\(offering.terms.partyMost)"])
            }
            return found
        }
        let minutes = read("duration_minutes", "not_a_length") { text in
            Int(text).flatMap { offering.allows(minutes: $0) ? $0 : nil }
        }
        let party = read("party", "out_of_range") { text in Int(text).flatMap { offering.allows(party: $0) ? $0 : nil }
        }
        let chosen = read("resource_id", "not_offered") { text in
            ResourceID(text).flatMap { id in offering.choices(book).contains { $0.id == id } ? id : nil }
        }
        func wish(_ resource: ResourceID?) -> Wish {
            (try? Wish(offering, minutes: minutes, party: party, resources: resource.map { [$0] } ?? []))
                ?? Wish(offering)
        }
        // Whoever is chosen may not be there: then it is the location that gives way.
        let location = read("location_id", "not_at_location") { text in
            LocationID(text).flatMap { try? wish(chosen).at($0, offering, book).location }
        }
        let resource = chosen ?? offering.needed(book, at: location)
        let wanted = wish(resource)
        self.wish = (try? wanted.at(location, offering, book)) ?? wanted
        self.session = session ?? fields.text("session_id").flatMap { SessionID($0) }
        self.wrong = wrong
        let usual = Wish(offering)
        carried = [
            wanted.minutes == usual.minutes ? nil : HiddenField(name: "duration_minutes", value: "\(wanted.minutes)"),
            wanted.party == 1 ? nil : HiddenField(name: "party", value: "\(wanted.party)"),
            resource.map { HiddenField(name: "resource_id", value: $0.description) },
            self.wish.location.map { HiddenField(name: "location_id", value: $0.description) },
        ].compactMap { $0 }
    }

    /// The first thing of a visit; every address of it carries all of them along.
    init(visiting wish: Wish, carried: [HiddenField], wrong: Problem?) {
        self.wish = wish
        session = nil
        self.wrong = wrong
        self.carried = carried
    }

    /// What a booking that is being moved has already; at another location where `location` is one.
    init(moving wish: Wish, session: SessionID?, to location: LocationID?, wrong: Problem?) {
        self.wish = wish
        self.session = session
        self.wrong = wrong
        carried = location.map { [HiddenField(name: Self.locationField.name, value: $0.description)] } ?? []
    }
}

extension Offering {
    fileprivate func allows(minutes: Int) -> Bool {
        kind != .course && (try? Wish(self, minutes: minutes, party: nil, resources: [])) != nil
    }

    fileprivate func allows(party: Int) -> Bool {
        party >= 1 && (try? Wish(self, minutes: nil, party: party, resources: [])) != nil
    }

    /// The one of lowest price, where one has to be chosen and nobody has.
    fileprivate func needed(_ book: Book, at location: LocationID?) -> ResourceID? {
        guard mustChoose(book) else { return nil }
        let there = choices(book).filter { one in location.map { one.location ?? $0 == $0 } ?? true }
        return there.min { ($0.hourlyRate ?? 0) < ($1.hourlyRate ?? 0) }?.id
    }
}
