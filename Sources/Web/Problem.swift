/// Everything a visitor can meet that is not the answer (RFC 9457). The code names it for programs, and `problem.<code>` in the
/// catalogue of words is its sentence for people.
package struct Problem: Error, Sendable, Equatable {
    /// HTTP status, 400…599.
    package let status: Int
    /// `slot_taken`: lower-case words with underscores, stable, listed in the API's reference.
    package let code: String
    /// Values for the sentence's placeholders.
    package let values: [String: String]
    /// What is wrong with single fields of the input.
    package let fields: [FieldProblem]
    /// Seconds after which asking again makes sense (429, 503).
    package let retryAfter: Int?
    /// Further members for programs, such as the list of reasons why a time is not free.
    package let details: [JSON.Member]

    package init(
        _ status: Int, _ code: String, _ values: [String: String] = [:], fields: [FieldProblem] = [],
        retryAfter: Int? = nil,
        details: [JSON.Member] = []
    ) {
        self.status = status
        self.code = code
        self.values = values
        self.fields = fields
        self.retryAfter = retryAfter
        self.details = details
    }

    /// What does not exist, or belongs to somebody else: nobody can tell which (A10).
    package static let notFound = Problem(404, "not_found")
    package static let signInNeeded = Problem(401, "sign_in_needed")
    package static let forbidden = Problem(403, "forbidden")

    /// 422 with one field at fault.
    package static func field(_ name: String, _ code: String, _ values: [String: String] = [:]) -> Problem {
        invalid([FieldProblem("/\(name)", code, values)])
    }

    /// 422: the input can be read but not accepted.
    package static func invalid(_ fields: [FieldProblem]) -> Problem { Problem(422, "invalid_input", fields: fields) }
}

/// One field's fault: `field.<code>` in the catalogue of words is its sentence.
package struct FieldProblem: Sendable, Equatable {
    /// How many one answer names.
    static let most = 200

    /// JSON Pointer (RFC 6901) into the body, or `/name` of a query parameter or form field.
    package let pointer: String
    package let code: String
    package let values: [String: String]

    package init(_ pointer: String, _ code: String, _ values: [String: String] = [:]) {
        self.pointer = pointer
        self.code = code
        self.values = values
    }

    /// The field's name when it is at the top of the input.
    package var name: String { String(pointer.drop { $0 == "/" }) }
}
