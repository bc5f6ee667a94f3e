import House
import Identity
import Jobs
import Kernel
import Storage
import Web
import Words

extension CustomerSlice {
    /// Asks for a code. What is done here is the same for every address: a job finds out whether it is anybody's, so neither the answer
    /// nor its time tells. Returns what the code will be for.
    package func askCode(_ email: String, _ visit: Visit) async throws -> Secret {
        let token = Secret()
        let language = visit.words.language
        try await house.store.write { db in
            let id = db.newID(CodeID.self)
            try db.insertCode(id, token, email, language)
            try JobQueue.enqueue("Customers.code", ["code": id.description], due: db.now, in: db)
        }
        return token
    }

    var codeJob: JobHandler {
        JobHandler(
            "Customers.code",
            .inTransaction { job, db in
                guard let id = job.payload["code"].flatMap({ CodeID($0) }),
                    let email: String = try db.value(
                        "SELECT email FROM customer_codes WHERE id = \(id) AND expires_at > \(db.now)"),
                    try db.isCustomer(email), try identity.mayMail(email, in: db)
                else { return }
                // Not from where: the code is gone in ten minutes, and nobody could find what is theirs in here when they are erased.
                try identity.events.emit(
                    "customer.code_requested", business: 0, subject: id.description, by: Origin(actor: .guest), in: db)
            })
    }

    /// Makes the code for its mail, once: it stands there and nowhere else.
    package func mailedCode(_ id: CodeID, in db: Transaction) throws -> CustomerCode? {
        let code = CustomerCode.fresh()
        let row = try db.first(
            """
            UPDATE customer_codes SET code_hash = \(CustomerCode.hash(code, id))
            WHERE id = \(id) AND code_hash IS NULL AND expires_at > \(db.now) RETURNING email, language, expires_at
            """)
        guard let row else { return nil }
        let spoken: String = try row["language"]
        return CustomerCode(
            email: try row["email"], language: Language.spoken.first { $0.code == spoken } ?? .en,
            code: "\(code.prefix(4)) \(code.suffix(4))", expiresAt: try row["expires_at"])
    }
}
