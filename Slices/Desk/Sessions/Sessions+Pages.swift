import Catalogue
import Identity
import Kernel
import Storage
import Web

extension DeskSlice {
    /// The sessions of courses on the desk.
    var sessionPages: [PageRoute] {
        let base = "/desk/{slug}/sessions"
        return [
            .get(base, access: .member("booking:view_all"), query: SessionsPage.query) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    try sessionsPage(visit, member, in: db)
                }
            },
            .get("\(base)/new", access: .member("schedule:modify"), query: NewSessionsPage.query) { visit in
                try await catalogue.deskPage(visit, .scheduleModify) { member, db in
                    let way = visit.query.text("way").flatMap(SessionWay.init) ?? .one
                    return try newSessionsPage(visit, member, way, in: db)
                }
            },
            .post("\(base)/new", access: .member("schedule:modify")) { visit in try await addSessions(visit) },
            .get("\(base)/{id}", access: .member("booking:view_all")) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    try sessionPage(visit, member, in: db)
                }
            },
            .post("\(base)/{id}", access: .member("schedule:modify")) { visit in try await changeSession(visit) },
            .get("\(base)/{id}/remove", access: .member("schedule:modify")) { visit in
                try await catalogue.deskPage(visit, .scheduleModify, reach: .own) { member, db in
                    try removalQuestion(visit, member, in: db)
                }
            },
            .post("\(base)/{id}/remove", access: .member("schedule:modify")) { visit in
                try await removeSession(visit)
            },
        ]
    }
}
