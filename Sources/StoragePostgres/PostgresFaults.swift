import CLibPQ
import Storage

extension StorageFault {
    /// The fault for an error result, by its SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
    static func postgres(_ result: OpaquePointer?, mask: (String) -> String) -> StorageFault {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        let message = mask(field("M") ?? String(cString: PQresultErrorMessage(result)))
        guard let state = field("C") else { return .unavailable(message) }
        return postgres(state: state, constraint: field("n"), message: message)
    }

    static func postgres(state: String, constraint: String?, message: String) -> StorageFault {
        switch state {
        case "23505": .unique(constraint ?? message)
        case _ where state.hasPrefix("23"): .constraint(constraint ?? message)
        case "40001", "40P01": .conflict("\(message) (\(state))")
        case "0A000" where message.contains("cached plan"): .conflict("\(message) (\(state))")
        case "57014", "55P03", "25006", "58030": .unavailable("\(message) (\(state))")
        case _ where absences.contains(String(state.prefix(state.hasPrefix("57P") ? 3 : 2))):
            .unavailable("\(message) (\(state))")
        default: .statement(code: state, message: message)
        }
    }

    /// No connection, no resources, the operator's intervention.
    private static let absences: Set<String> = ["08", "53", "57P"]

    /// Whether the same body may succeed when it runs again: a deadlock, or an id that another node made at the same time.
    var mayPass: Bool {
        switch self {
        case .conflict: true
        case .unique(let name): name.hasSuffix("_pkey")
        default: false
        }
    }
}
