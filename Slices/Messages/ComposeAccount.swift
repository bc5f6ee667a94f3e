import Catalogue
import House
import Identity
import Jobs
import Kernel
import Storage
import Web
import Words

extension MessageSlice {
    /// Writes the mails that an event of an account asks for, once. A token that one of them carries is made here.
    var composeAccountJob: JobHandler {
        composing("Messages.compose_account") { event, id, job, db in
            guard let action = job.payload["action"], let user = try db.lockedUser(id), !user.isErased else { return }
            for mail in try mails(String(action.dropFirst("user.".count)), user, event, in: db) {
                try queue(mail, event, in: db)
            }
        }
    }

    private func mails(
        _ kind: String, _ user: User, _ event: String, in db: Transaction
    ) throws -> [AccountMail] {
        switch kind {
        case "registered", "verification_requested":
            guard user.emailVerifiedAt == nil else { return [] }
            return [try secret(kind, user, to: user.email, .verify, in: db)]
        case "password_reset_requested": return [try secret(kind, user, to: user.email, .reset, in: db)]
        case "email_change_requested": return try changeMails(user, in: db)
        case "email_changed":
            guard let change = try db.emailChange(of: user.id) else { return [] }
            return [try notice(kind, user, to: change.oldEmail, event, new: change.newEmail, in: db)]
        case "new_device":
            return user.wantsLoginMails ? [try notice(kind, user, to: user.email, event, in: db)] : []
        default: return [try notice(kind, user, to: user.email, event, in: db)]
        }
    }

    /// To both addresses; to a new one that has an account already, nothing: the change then never happens, and nobody is told why.
    private func changeMails(_ user: User, in db: Transaction) throws -> [AccountMail] {
        guard let change = try db.emailChange(of: user.id) else { return [] }
        var mails: [AccountMail] = []
        if user.emailVerifiedAt != nil {
            mails.append(
                try secret("email_change_old", user, to: change.oldEmail, .emailOld, new: change.newEmail, in: db))
        }
        if try !db.hasAccount(change.newEmail) {
            mails.append(
                try secret("email_change_new", user, to: change.newEmail, .emailNew, new: change.newEmail, in: db))
        }
        return mails
    }

    private func secret(
        _ kind: String, _ user: User, to address: String, _ purpose: MailedPurpose, new: String? = nil,
        in db: Transaction
    ) throws -> AccountMail {
        let link = try identity.mailedLink(purpose, for: user.id, in: db)
        return AccountMail(kind: kind, user: user, address: address, link: link, newAddress: new, hasSecret: true)
    }

    private func notice(
        _ kind: String, _ user: User, to address: String, _ event: String, new: String? = nil, in db: Snapshot
    ) throws -> AccountMail {
        let found = try EventID(event).flatMap { try db.origin(ofPlatformEvent: $0) }
        let zone = identity.zone(of: user)
        let origin = found.map {
            (when: words(user).formats.dateTime($0.at, in: zone), place: $0.address, device: $0.device)
        }
        return AccountMail(
            kind: kind, user: user, address: address, link: "\(house.baseURL)/account/sessions", newAddress: new,
            origin: origin)
    }

    private func words(_ user: User) -> Wording { house.words.words(user.language ?? .en) }

    private func queue(_ mail: AccountMail, _ event: String, in db: Transaction) throws {
        try send(
            NewMessage(
                key: "\(event) user \(mail.address)", business: BusinessID(rawValue: 0), booking: nil,
                kind: "account.\(mail.kind)", audience: .user, toAddress: mail.address, toName: mail.user.name,
                replyTo: nil, page: mail.page(words(mail.user)), user: mail.user.id, hasSecret: mail.hasSecret), in: db)
    }
}
