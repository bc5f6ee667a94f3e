import House
import Jobs
import Kernel
import Storage
import Web

/// What was tried in vain.
enum Tried: String, Sendable { case password, code }

extension IdentitySlice {
    /// Notes that somebody tries to log in by `found`'s name. A job does it, and for nobody's name a job does nothing: neither the
    /// answer nor its time tells which it was.
    func noteWrongPassword(_ found: User?, _ failures: Int, _ visit: Visit) async throws {
        try await house.store.write { db in
            try JobQueue.enqueue(
                "Identity.login_failed",
                ["user": found?.id.description ?? "", "failures": "\(failures)"],
                personal: ["address": visit.address, "agent": visit.agent], due: db.now, in: db)
        }
    }

    var failedLogInJob: JobHandler {
        JobHandler(
            "Identity.login_failed",
            .inTransaction { job, db in
                guard let user = UserID(job.payload["user"] ?? ""), try db.user(user) != nil else { return }
                let origin = Origin(
                    actor: .guest, address: job.personal["address"] ?? "", agent: job.personal["agent"] ?? "")
                try failed(.password, user, Int(job.payload["failures"] ?? "") ?? 0, by: origin, in: db)
            })
    }

    /// Writes it down. The first failures of a counter, and each doubling, are what the caller asks for.
    func failed(_ tried: Tried, _ user: UserID, _ failures: Int, by origin: Origin, in db: Transaction) throws {
        try events.emit(
            "user.login_failed", business: 0, subject: user.description, by: origin,
            details: ["tried": .string(tried.rawValue), "failures": .number(failures)], in: db)
    }

    /// Takes a code of the second factor of somebody whose password was right, and counts what was wrong. False for a wrong one.
    func take(_ code: String, of user: UserID, _ throttle: Throttle, by origin: Origin, in db: Transaction) throws
        -> SecondFactor.Taken?
    {
        let failures = try db.attempt(throttle)
        if let taken = try SecondFactor.take(code, of: user, keys.vault, in: db) {
            try db.forget(throttle)
            return taken
        }
        if throttle.isStep(failures) { try failed(.code, user, failures, by: origin, in: db) }
        return nil
    }
}
