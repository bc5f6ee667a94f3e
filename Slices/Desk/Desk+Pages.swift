import Catalogue
import Identity
import Kernel
import Storage
import Web

extension DeskSlice {
    var deskPages: [PageRoute] {
        let base = "/desk/{slug}"
        return [
            .get(base, access: .member("booking:view_all")) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    try todayPage(visit, member, in: db)
                }
            },
            .get("\(base)/bookings", access: .member("booking:view_all"), query: BookingsPage.query) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    try bookingsPage(visit, member, in: db)
                }
            },
            .get("\(base)/day", access: .member("booking:view_all"), query: [DayPage.date, CalendarPlace.field]) {
                visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    try dayPage(visit, member, in: db)
                }
            },
            .get("\(base)/day/week", access: .member("booking:view_all"), query: WeekPage.query) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    try weekPage(visit, member, in: db)
                }
            },
            .get("\(base)/day/month", access: .member("booking:view_all"), query: MonthPage.query) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    try monthPage(visit, member, in: db)
                }
            },
            .get("\(base)/day/why", access: .member("booking:view_all"), query: WhyPage.query) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    try whyPage(visit, member, in: db)
                }
            },
            .post("\(base)/day/move", access: .member("booking:create")) { visit in try await moveOnCalendar(visit) },
            .get("\(base)/bookings/new", access: .member("booking:create"), query: EntryForm.query) { visit in
                try await catalogue.deskPage(visit, .bookingCreate, reach: .own) { member, db in
                    try entryPage(visit, member, visit.query.texts, in: db)
                }
            },
            .post("\(base)/bookings/new", access: .member("booking:create")) { visit in try await enter(visit) },
            .get("\(base)/bookings/{id}", access: .member("booking:view_all")) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    try bookingPage(visit, member, in: db)
                }
            },
        ] + decisionPages + sessionPages + checkInPages
    }
}
