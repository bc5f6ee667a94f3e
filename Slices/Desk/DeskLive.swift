import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

/// The desk's pages are told when what they show has changed (C9).
extension DeskSlice {
    var deskLive: PageRoute {
        .get("/desk/{slug}/live", access: .member("booking:view_all"), query: [House.since]) { visit in
            let slug = visit.parameter("slug")
            let member = try await house.store.read { db in
                try db.membership(visit.visitor, slug: slug, .bookingViewAll, reach: .own)
            }
            let session = visit.incoming.cookie(house.cookie.session) ?? ""
            return house.live("desk", member.business.id.rawValue, .desk, visit) {
                await mayListen(session, visit.address, slug)
            }
        }
    }

    /// Whether this session still belongs to a member. A database that can't say closes the stream; the reader comes back.
    private func mayListen(_ session: String, _ address: String, _ slug: String) async -> Bool {
        do {
            let visitor = try await identity.visitor(session: session, address: address)
            _ = try await house.store.read { db in try db.membership(visitor, slug: slug, .bookingViewAll, reach: .own)
            }
            return true
        } catch { return false }
    }
}
