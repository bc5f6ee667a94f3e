import Jobs
import Storage
import Web

/// One slice of the domain, as the roof puts it together. What a slice offers before the house stands (its words, pages and
/// tables) is static; what needs the house is not.
package protocol Slice: Sendable {
    /// The target's embedded `Pages/` and `Words/`.
    static var files: [String: String] { get }
    static var migrations: [Migration] { get }
    /// Its places in the desk's navigation.
    static var places: [DeskPlace] { get }
    /// The events that it listens to, each with the job that does.
    static var listeners: [Listener] { get }
    /// The notices that its pages may show after a redirect.
    static var notices: [String] { get }
    /// What its tables hold about people: one for each table.
    static var holdings: [Holding] { get }
    /// Where passwords, codes, tokens and links can be tried or asked for: the door gives these the strictest rate.
    static var signInPaths: Set<String> { get }

    var endpoints: [Endpoint] { get }
    var pages: [PageRoute] { get }
    var jobs: [JobHandler] { get }
    /// What `daybook verify` asks of this slice's part of a live database.
    var proofs: [Proof] { get }
}

extension Slice {
    package static var migrations: [Migration] { [] }
    package static var places: [DeskPlace] { [] }
    package static var listeners: [Listener] { [] }
    package static var notices: [String] { [] }
    package static var holdings: [Holding] { [] }
    package static var signInPaths: Set<String> { [] }
    package var endpoints: [Endpoint] { [] }
    package var pages: [PageRoute] { [] }
    package var jobs: [JobHandler] { [] }
    package var proofs: [Proof] { [] }
}

/// One link of the desk's navigation: `/desk/{slug}/<path>`.
package struct DeskPlace: Sendable {
    /// Last part of the address; empty for the desk's first page.
    package let path: String
    /// `desk.nav.bookings` in the catalogue of words.
    package let label: String
    package let icon: String
    /// Low numbers come first.
    package let order: Int
    /// The permission that its page asks for; who lacks it is not shown the link.
    package let needs: String
    /// Whether its page is for a member who is limited to some of the people and rooms as well.
    package let isForLimited: Bool
    /// How much waits there, by the raw id of the business; asked for every desk page, so one look into an index at most.
    package let waiting: (@Sendable (Snapshot, Int64) throws -> Int)?

    package init(
        _ path: String, label: String, icon: String, order: Int, needs: String = "booking:view_all",
        isForLimited: Bool = true,
        waiting: (@Sendable (Snapshot, Int64) throws -> Int)? = nil
    ) {
        self.path = path
        self.label = label
        self.icon = icon
        self.order = order
        self.needs = needs
        self.isForLimited = isForLimited
        self.waiting = waiting
    }
}

/// Events go down by this: when `event` is written, a job of kind `job` is written with it.
package struct Listener: Sendable {
    package let event: String
    package let job: String

    package init(_ event: String, job: String) {
        self.event = event
        self.job = job
    }
}

/// One thing that `daybook verify` proves about a live database.
package struct Proof: Sendable {
    /// What holds, as a sentence: `claims never exceed capacity`.
    package let promise: String
    /// Counts what it looked at, and names each row that breaks the promise.
    package let check: @Sendable (Snapshot) throws -> (checked: Int, faults: [String])
    /// What holds, and people should know of all the same: exceptions that somebody was free to make.
    package let notes: @Sendable (Snapshot) throws -> [String]

    package init(
        _ promise: String, notes: @escaping @Sendable (Snapshot) throws -> [String] = { _ in [] },
        check: @escaping @Sendable (Snapshot) throws -> (checked: Int, faults: [String])
    ) {
        self.promise = promise
        self.notes = notes
        self.check = check
    }
}
