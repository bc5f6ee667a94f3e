import House
import Identity
import Jobs
import Kernel
import Storage
import Web

/// The platform's jobs for its admins (N4): what waits, what is tried again, what was given up, and the two things to do about it.
extension AdminSlice {
    static let jobsQuery = [
        Field(
            "state", .choice(ListedJob.State.allCases.map(\.rawValue)), optional: true,
            "`waiting` was not tried yet, `trying` is being run or will be tried again, `parked` was given up.",
            sample: "parked"),
        Field("kind", .text(1...60), optional: true, "The beginning of a kind's name.", sample: "Messages"),
    ]

    private static let job = Schema(
        "Job",
        [
            Field("id", .formatted(.id(JobID.self)), sample: .string(JobID(rawValue: 1).description)),
            Field("kind", .text(1...60), sample: "Messages.send"),
            Field("payload", .free(bytes: 4_096), "Ids of what it is about.", sample: ["message": "msg_1"]),
            Field("state", .choice(ListedJob.State.allCases.map(\.rawValue)), sample: "parked"),
            Field("due_at", .formatted(.instant), "When it was to be done at first.", sample: "2026-11-21T09:00:00Z"),
            Field(
                "next_at", .formatted(.instant), "When it is tried next; of a parked job, when it was parked.",
                sample: "2026-11-21T09:05:00Z"),
            Field("attempts", .integer(0...1_000), sample: 8),
            Field("last_error", .text(0...1_000), nullable: true, sample: "the mail server does not answer"),
        ])

    private static let figures = Schema(
        "JobFigures",
        [
            Field("due", .integer(0...Int64.max), "Due and not yet done.", sample: 3),
            Field(
                "oldest_due_at", .formatted(.instant), nullable: true, "Since when the first of them waits.",
                sample: "2026-11-21T09:00:00Z"),
            Field("parked", .integer(0...Int64.max), sample: 1),
        ])

    private static func json(_ job: ListedJob) -> JSON {
        [
            "id": .string(job.id.description), "kind": .string(job.kind),
            "payload": .object(
                job.payload.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }),
            "state": .string(job.state.rawValue),
            "due_at": .string(job.dueAt.rfc3339), "next_at": .string(job.nextAt.rfc3339),
            "attempts": .number(job.attempts), "last_error": .text(job.lastError),
        ]
    }

    var jobEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/admin/jobs", "The jobs that are not done, the latest first", capabilities: ["N4"],
                access: .admin, query: Self.jobsQuery + Schema.paging, answer: .page(of: Self.job)
            ) { visit in
                let found = try await jobs(visit)
                return .json(["items": .list(found.items, Self.json), "next_cursor": .text(found.next)])
            },
            Endpoint(
                .get, "/admin/jobs/figures", "How much work is due, and how much was given up", capabilities: ["N4"],
                access: .admin, answer: Self.figures
            ) { _ in
                let figures = try await house.store.read { db in try JobQueue.figures(in: db) }
                return .json([
                    "due": .number(figures.due), "oldest_due_at": .text(figures.oldest?.rfc3339),
                    "parked": .number(figures.parked),
                ])
            },
        ]
            + JobStep.allCases.map { step in
                Endpoint.write(
                    .put, "/admin/jobs/{id}/\(step.rawValue)", step.summary, capabilities: ["N4"], access: .admin,
                    answer: Self.job, problems: [step.refusal]
                ) { visit in
                    let id = try visit.id("id", JobID.self)
                    return try await house.store.once(visit) { db in
                        .json(Self.json(try take(step, id, by: Origin(visit), in: db)))
                    }
                }
            }
    }

    func jobs(_ visit: Visit) async throws -> Batch<ListedJob> {
        let cursor = try visit.cursor(JobID.self)
        let (state, kind) = (visit.query.text("state").flatMap(ListedJob.State.init), visit.query.text("kind"))
        let limit = visit.query.integer("limit") ?? Batch<ListedJob>.usual
        return try await house.store.read { db in
            Batch(
                try JobQueue.listed(state, kind: kind, after: cursor, limit: limit + 1, in: db), limit,
                by: \.id.description)
        }
    }
}
