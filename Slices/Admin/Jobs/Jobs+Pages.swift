import House
import Identity
import Jobs
import Kernel
import Storage
import Timekeeping
import Web
import Words

extension AdminSlice {
    var jobPages: [PageRoute] {
        [
            .get("/admin/jobs", access: .admin, query: Self.jobsQuery + [Schema.paging[0]]) { visit in
                let (found, words) = (try await jobs(visit), visit.words)
                let figures = try await house.store.read { db in try JobQueue.figures(in: db) }
                return try show(
                    AdminListPage(
                        .jobs, Self.jobFilters(visit), columns: ["job", "tries", "due", "state"],
                        rows: found.items.map { Self.row($0, words) }, next: found.next, visit.query.texts, words,
                        lead: Self.sentence(figures, words)),
                    .jobs, visit)
            }
        ]
            + JobStep.allCases.flatMap { step in
                pages(.jobs, step.rawValue, "admin.job.\(step.rawValue)") { visit, db in
                    guard let job = try JobQueue.job(try visit.id("id"), in: db) else { throw Problem.notFound }
                    return job.kind
                } verb: { visit, db in
                    _ = try take(step, try visit.id("id"), by: Origin(visit), in: db)
                }
            }
    }

    private static func sentence(_ figures: (due: Int, oldest: Instant?, parked: Int), _ words: Wording) -> String {
        let due = words("admin.jobs.due", count: figures.due)
        let oldest = figures.oldest.map {
            " " + words("admin.jobs.oldest", ["since": words.formats.dateTime($0, in: .utc)])
        }
        return due + (oldest ?? "") + " " + words("admin.jobs.parked", count: figures.parked)
    }

    private static func row(_ job: ListedJob, _ words: Wording) -> AdminListPage.Row {
        let about = job.payload.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let tries = words("admin.jobs.tries", count: job.attempts)
        return AdminListPage.Row(
            name: job.kind, note: about.isEmpty ? job.id.description : about, href: nil,
            second: job.lastError.map { "\(tries): \($0)" } ?? tries,
            third: words.formats.dateTime(job.state == .parked ? job.dueAt : job.nextAt, in: .utc),
            state: words("admin.job.state.\(job.state.rawValue)"), isGood: job.state != .parked,
            steps: JobStep.all(for: job).map { step in
                .init(
                    stepHref: "/admin/jobs/\(job.id)/\(step.rawValue)",
                    stepLabel: words("admin.job.\(step.rawValue)"))
            })
    }

    private static func jobFilters(_ visit: Visit) -> FormView {
        let states = ListedJob.State.allCases.map { ($0.rawValue, visit.words("admin.job.state.\($0.rawValue)")) }
        return filters([("state", states)], jobsQuery, visit, search: "kind")
    }
}
