import House
import Identity
import Kernel
import Web
import Words

extension AccountSlice {
    /// The page that follows a log-in, with what the browser keeps: in, or on to the code.
    package func answer(_ entry: Entry, _ visit: Visit, to next: String) -> Answer {
        switch entry.outcome {
        case .open(let user, let session): return welcome(user, session, entry.device, visit, to: next)
        case .challenge(let secret):
            let seconds = Int(LoginChallenge.lifetime.milliseconds / 1_000)
            let cookie = house.cookie.set(house.cookie.pending, secret.text, seconds: seconds)
            return Answer.see("/login/code?next=\(Encoding.encoded(next))").with(cookie.name, cookie.value)
        }
    }

    /// To `place` with a session, a known browser and the user's own language, unless this browser has chosen one.
    private func welcome(
        _ user: User, _ session: Secret, _ device: KnownDevices, _ visit: Visit, to place: String
    ) -> Answer {
        let cookies = [
            house.cookie.set(session: session.text, seconds: Int(house.rules.sessionMost.milliseconds / 1_000)),
            house.cookie.set(house.cookie.device, device.cookie ?? "", seconds: KnownDevices.cookieSeconds),
        ]
        let answer = cookies.reduce(Answer.see(place)) { $0.with($1.name, $1.value) }
        guard let language = user.language, visit.incoming.cookie(Cookie.language) == nil else { return answer }
        return answer.speaking(language)
    }

    func loggedOutAnswer(_ notice: String) -> Answer {
        let cookie = house.cookie.set(session: "", seconds: 0)
        // No page is kept, but an older browser may hold one for its way back.
        return Answer.see("/login").with(cookie.name, cookie.value).with("clear-site-data", "\"cache\"").noticing(
            notice)
    }
}
