import Kernel
import Logging
import Storage
import Synchronization

/// Runs jobs of some kinds, at most `width` at once, taking new ones as soon as old ones end.
final class JobLane: Sendable {
    let kinds: [String]
    private let durability: Durability
    private let runner: JobRunner
    private let width: Int
    private let poll: Duration
    private let running = Mutex(0)

    /// - Parameter durability: of taking. Where a lost lease would let two run the same work, it has to be full.
    init(_ runner: JobRunner, _ kinds: [String], width: Int, poll: Duration, taking durability: Durability) {
        self.runner = runner
        self.durability = durability
        self.kinds = kinds
        self.width = width
        self.poll = poll
    }

    /// Takes as many due jobs as there is room for, and waits for them.
    func step() async throws -> Int {
        let jobs = try await take(width)
        await withDiscardingTaskGroup { group in
            for job in jobs { group.addTask { await self.runner.run(job) } }
        }
        return jobs.count
    }

    /// Works until cancelled.
    func run() async {
        let (ticks, ticker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let wakes = runner.store.wakes
        let topics = kinds.map(JobQueue.topic)
        let tokens = topics.map { topic in wakes.subscribe(topic) { ticker.yield() } }
        defer { for (topic, token) in zip(topics, tokens) { wakes.cancel(topic, token) } }
        ticker.yield()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.tick(ticker) }
            for await _ in ticks {
                await self.start(ticker, in: &group)
            }
        }
    }

    private func tick(_ ticker: AsyncStream<Void>.Continuation) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: poll)
            ticker.yield()
        }
    }

    private func start(_ ticker: AsyncStream<Void>.Continuation, in group: inout DiscardingTaskGroup) async {
        let room = width - running.withLock { $0 }
        guard room > 0 else { return }
        do {
            for job in try await take(room) {
                running.withLock { $0 += 1 }
                group.addTask {
                    await self.runner.run(job)
                    self.running.withLock { $0 -= 1 }
                    ticker.yield()
                }
            }
        } catch {
            runner.logger.error("jobs can't be taken", metadata: ["error": "\(error)"])
        }
    }

    private func take(_ limit: Int) async throws -> [Job] {
        let (kinds, lease) = (kinds, runner.lease)
        return try await runner.store.write(durability) { db in try Job.take(kinds, limit: limit, lease: lease, in: db)
        }
    }
}
