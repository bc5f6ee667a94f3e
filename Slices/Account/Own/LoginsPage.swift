import Identity
import Kernel
import Web
import Words

extension AccountSlice {
    var sessionPages: [PageRoute] {
        [
            .get("/account/sessions", access: .account) { visit in
                let user = try await identity.me(visit)
                let sessions = try await identity.sessions(visit)
                let current = try visit.user().session
                return try show(LoginsPage(sessions, current: current, identity.zone(of: user), visit.words), visit)
            },
            back("/account/sessions/end", to: .logins),
            .post("/account/sessions/end", access: .account) { visit in
                guard let id = LoginID(visit.body.text("session") ?? "") else { throw Problem.notFound }
                try await identity.endSession(id, visit)
                if try visit.user().session == id.rawValue { return loggedOutAnswer("account.notice.logged_out") }
                return Answer.see("/account/sessions").noticing("account.notice.session_ended")
            },
            back("/account/sessions/end-others", to: .logins),
            .post("/account/sessions/end-others", access: .account) { visit in
                try await identity.endSessions(keepingCurrent: true, visit)
                return Answer.see("/account/sessions").noticing("account.notice.sessions_ended")
            },
            back("/account/sessions/end-all", to: .logins),
            .post("/account/sessions/end-all", access: .account) { visit in
                try await identity.endSessions(keepingCurrent: false, visit)
                return loggedOutAnswer("account.notice.everywhere_ended")
            },
        ]
    }
}

/// Where one is logged in (A11).
struct LoginsPage: Page {
    struct Row: Sendable {
        let id: String
        let device: String
        let address: String
        let since: String
        let used: String
        let isCurrent: Bool
        let isOther: Bool
    }

    static let template = "account-logins"
    let title: String
    let tabs: [AccountTab]
    let rows: [Row]

    init(_ sessions: [LoginSession], current: Int64?, _ zone: Zone, _ words: Wording) {
        let rows = sessions.map { session in
            let name = Device.name(session.agent)
            let isCurrent = session.id.rawValue == current
            return Row(
                id: session.id.description,
                device: name.isEmpty ? words("account.logins.unknown") : name, address: session.address,
                since: words.formats.dateTime(session.createdAt, in: zone),
                used: words.formats.dateTime(session.usedAt, in: zone), isCurrent: isCurrent, isOther: !isCurrent)
        }
        self.init(rows, words)
    }

    private init(_ rows: [Row], _ words: Wording) {
        title = AccountTab.title(.logins, words)
        tabs = AccountTab.all(.logins, words)
        self.rows = rows
    }

    static func sample(_ words: Wording) -> LoginsPage {
        let row = { (isCurrent: Bool) in
            Row(
                id: "lgn_1", device: "Firefox, Linux", address: "192.0.2.7", since: "Monday", used: "Tuesday",
                isCurrent: isCurrent, isOther: !isCurrent)
        }
        return LoginsPage([row(true), row(false)], words)
    }
}
