import Bookings
import Catalogue
import Identity
import Scheduling
import Web

/// "Book all the same": offered only once it is said that there is no room, and only to who may.
enum OverbookField {
    static func fields(_ problem: Problem?, _ values: [String: String], _ member: Membership) -> [FormField] {
        let name = Overbooking.field.name
        guard member.may(.bookingOverbook), isTaken(problem) || values[name] == "true" else { return [] }
        return [FormField(name, .checkbox)]
    }

    private static func isTaken(_ problem: Problem?) -> Bool {
        if problem?.code == Problem.slotTaken.code { return true }
        let dates = problem?.details.first { $0.name == "unavailable" }?.value.array ?? []
        return dates.contains { $0["code"]?.string == Problem.slotTaken.code }
    }
}
