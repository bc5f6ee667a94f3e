import Web
import Words

@testable import Account
@testable import Admin
@testable import Catalogue
@testable import Desk
@testable import Federation
@testable import Members
@testable import Messages
@testable import Privacy
@testable import Scheduling
@testable import Setup
@testable import Storefront
@testable import daybook

/// Every page there is; a test finds the one that is missing.
enum Pages {
    static let all: [any Page.Type] = [
        MembersPage.self, MemberPage.self, InvitationPage.self, OwnershipPage.self, MembershipPage.self,
        AdminListPage.self, EventsPage.self,
        ProblemListPage.self, HoursPage.self, HolidaysPage.self, LoginPage.self, RegisterPage.self, EntryPage.self,
        TodayPage.self,
        BookingsPage.self, DayPage.self, WeekPage.self, MonthPage.self, WhyPage.self, BookingDetailPage.self,
        ZonePage.self,
        BookFormPage.self, HomePage.self,
        CustomerBookingPage.self, CustomerCancelPage.self, TimesPage.self, BusinessPage.self, InactivePage.self,
        FindPage.self, OutboxPage.self, OutboxMessagePage.self, MailPage.self, NewBusinessPage.self, SettingsPage.self,
        ResourcePage.self, ResourcesPage.self, OfferingPage.self, OfferingsPage.self, ProblemPage.self,
        ConfirmPage.self, ChallengePage.self, SearchPage.self, QuestionsPage.self, SessionsPage.self,
        NewSessionsPage.self,
        SessionPage.self, VisitPage.self, VisitFormPage.self, CustomerMovePage.self, MovePage.self, CheckInPage.self,
        LocationsPage.self, LocationPage.self,
        LoginCodePage.self, ForgotPage.self, ResetPage.self, MailedPage.self, ProfilePage.self, EmailPage.self,
        PasswordPage.self, LoginsPage.self, SecondFactorPage.self, SetUpPage.self, RecoveryCodesPage.self,
        APIKeysPage.self, APIKeyMadePage.self, SecurityPage.self, SignInRefusedPage.self, LinkPage.self,
        SignInsPage.self, UnlinkPage.self, LinkOverPage.self, MyAskPage.self, MyCodePage.self, MyBookingsPage.self,
        CustomerPage.self,
        DataPage.self, ErasePage.self, PrivacyPage.self, PublicPrivacyPage.self, OwnDataPage.self,
        AccountPrivacyPage.self,
    ]

    /// The samples, and beside them pages that have another face.
    static func samples(_ words: Wording) -> [any Page] {
        all.map { $0.sample(words) as any Page } + [
            ResourcePage(slug: "swim-school", .room, nil, ["name": ""], [], words, .field("name", "required")),
            OfferingPage.fresh(words), AdminListPage.empty(words), EventsPage.empty(words),
            LocationPage(slug: "swim-school", nil, [:], words), EmailPage.verified(words),
            SecondFactorPage.needed(words), SecondFactorPage.unverified(words),
            APIKeysPage.unverified(words), APIKeysPage.unset(words), UnlinkPage.last(words), PasswordPage.unset(words),
            SignInsPage.empty(words),
            MyBookingsPage.empty(words),
        ]
    }
}
