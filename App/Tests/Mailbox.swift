import Foundation
import HTTPTypes
import House
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import Identity
@testable import Messages
@testable import daybook

/// What people find in their mailboxes, and what they do with it.
extension TestHouse {
    struct Mail: Sendable {
        let kind: String
        let to: String
        let subject: String
        let text: String
        let html: String

        /// The token in its link.
        var token: String {
            text.firstMatch(of: /\?token=([A-Za-z0-9_-]{43})/).map { String($0.1) } ?? "none"
        }
    }

    /// The mails about accounts to `address`, oldest first, after everything due is done.
    func mails(to address: String) async throws -> [Mail] {
        try await composition.worker.drain()
        return try await store.read { db in
            try db.rows(
                "SELECT * FROM messages WHERE audience = 'user' AND to_address = \(address) ORDER BY created_at, id"
            ).map { row in
                let message = try Message(row)
                let page = composition.messages.page(message)
                return Mail(
                    kind: message.kind, to: message.toAddress, subject: message.subject, text: page.text,
                    html: try composition.messages.html(page, message.language))
            }
        }
    }

    /// The token in the last mail of this kind.
    func token(_ kind: String, to address: String) async throws -> String {
        let mails = try await mails(to: address).filter { $0.kind == "account.\(kind)" }
        return try #require(mails.last, "no mail \(kind) to \(address)").token
    }

    func logIn(_ name: String, _ password: String = TestHouse.password) async -> Answer {
        await guest.send(.post, "/auth/login", ["username": .string(name), "password": .string(password)])
    }

    /// The tokens of a new log-in.
    func grant(_ name: String, _ password: String = TestHouse.password) async throws -> (
        access: String, refresh: String
    ) {
        let answer = await logIn(name, password)
        guard answer.status == 200, let json = answer.json else { throw Refused(answer) }
        return (json["access_token"]?.string ?? "", json["refresh_token"]?.string ?? "")
    }

    /// Asks for a new password and reads the token from the mail.
    func resetToken(_ name: String) async throws -> String {
        let email = "\(name)@daybook.example"
        _ = try await guest.made("/auth/forgot-password", ["email": .string(email)])
        return try await token("password_reset_requested", to: email)
    }

    /// A code of the app at the house's time, `steps` later.
    func code(_ secret: String, steps: Int64 = 0) -> String {
        TOTP(secret: Base32Reader.bytes(secret)).code(step: TOTP.step(at: clock.now) + steps)
    }

    /// As if the user had confirmed the address.
    func proveAddress(of username: String) async throws {
        try await store.write { db in
            try db.execute("UPDATE users SET email_verified_at = \(db.now) WHERE username = \(username)")
        }
    }

    /// Turns on a second factor for the owner of `token`, whose address is proven by then. Its secret and the recovery codes.
    func secondFactor(_ token: String) async throws -> (secret: String, codes: [String]) {
        let door = guest.as(token)
        try await proveAddress(of: try await door.accepted(.get, "/auth/me")["username"]?.string ?? "")
        let begun = try await door.made("/auth/2fa/setup", ["password": .string(TestHouse.password)])
        let secret = begun["secret"]?.string ?? ""
        let done = try await door.made("/auth/2fa/confirm", ["code": .string(code(secret))])
        clock.advance(by: .seconds(30))
        return (secret, (done["recovery_codes"]?.array ?? []).compactMap(\.string))
    }

    /// The challenge that logging in answers with.
    func challenge(_ name: String, _ password: String = TestHouse.password) async throws -> String {
        let answer = await logIn(name, password)
        #expect(answer.status == 401 && answer.code == "second_factor_required")
        return try #require(answer.json?["challenge_token"]?.string)
    }

    func give(_ code: String, to challenge: String) async -> Answer {
        await guest.send(
            .post, "/auth/2fa/verify", ["challenge_token": .string(challenge), "code": .string(code)])
    }
}

/// As an authenticator app reads a secret.
enum Base32Reader {
    static func bytes(_ text: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        var (bytes, buffer, bits): ([UInt8], UInt32, Int) = ([], 0, 0)
        for letter in text.utf8 {
            buffer = buffer << 5 | UInt32(alphabet.firstIndex(of: letter) ?? 0)
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return bytes
    }
}

/// Sends the same request `count` times at once. The answers' statuses.
func atOnce(_ count: Int, _ send: @escaping @Sendable () async -> Answer) async -> [Int] {
    await withTaskGroup(of: Int.self) { group in
        for _ in 0..<count { group.addTask { await send().status } }
        return await group.reduce(into: []) { $0.append($1) }
    }
}
