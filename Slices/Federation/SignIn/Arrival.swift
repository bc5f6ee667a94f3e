import Identity
import OpenID
import Web

/// What comes of somebody who has come back from a provider. A pure decision: whoever may be whom is all here.
enum Arrival: Sendable, Equatable {
    /// Into the account that this person is linked to.
    case enter(UserID)
    /// Asked for the account's own proof, then linked to it.
    case confirm(UserID)
    /// Into a new account.
    case open
    case refuse(Refusal)

    /// What is known of an account.
    struct Account: Sendable, Equatable {
        let id: UserID
        let isVerified: Bool
        let hasPassword: Bool
    }

    /// - Parameters:
    ///   - linked: the account that issuer and subject are linked to.
    ///   - visitor: who wants to link, logged in; nil is a log-in.
    ///   - sameEmail: the account with the address that the provider names.
    static func decide(
        _ person: OutsidePerson, linked: UserID?, visitor: Account?, sameEmail: Account?
    ) -> Arrival {
        if let visitor { return link(linked, to: visitor) }
        if let linked { return .enter(linked) }
        guard person.address != nil else { return .refuse(.noEmail) }
        guard let account = sameEmail else { return .open }
        // An address that either side has not proven could be anybody's, so it is not even a reason to ask.
        let isProven = person.isEmailVerified && account.isVerified
        return isProven && account.hasPassword ? .confirm(account.id) : .refuse(.emailTaken)
    }

    private static func link(_ linked: UserID?, to visitor: Account) -> Arrival {
        if let linked { return .refuse(linked == visitor.id ? .linkedAlready : .linkedElsewhere) }
        // Somebody could open an account with a stranger's address, link a way in of their own, and wait for the stranger.
        return visitor.isVerified ? .confirm(visitor.id) : .refuse(.verifyFirst)
    }
}

/// Why somebody who came back is not let in.
enum Refusal: String, Sendable, CaseIterable {
    /// The way was begun too long ago, in another browser, or has been used.
    case over
    /// The person said no there.
    case denied
    case unreachable
    /// What the provider sent does not hold.
    case unbelieved
    case noEmail = "no_email"
    case emailTaken = "email_taken"
    case linkedAlready = "linked_already"
    case linkedElsewhere = "linked_elsewhere"
    case verifyFirst = "verify_first"

    var status: Int {
        switch self {
        case .over, .denied: 400
        case .unreachable, .unbelieved: 502
        case .noEmail, .emailTaken, .linkedAlready, .linkedElsewhere, .verifyFirst: 409
        }
    }
}

extension OutsidePerson {
    /// The address as accounts have it. Letters beyond ASCII can look and fold like others, so such an address is none to us.
    var address: String? {
        guard let email, email.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        return Contact.normalised(email: email)
    }
}
