import Federation
import Identity
import OpenID
import Outgoing

/// Who else may say who somebody is, by the settings (A6), and which servers may be asked at all.
extension Settings {
    static let google = "https://accounts.google.com"

    /// Throws for a provider of which only a half is set, or that could never be asked.
    func checkProviders() throws {
        let pairs: [(Setting, Setting)] = [
            (.googleClientID, .googleClientSecret), (.facebookClientID, .facebookClientSecret),
            (.openidClientID, .openidClientSecret), (.openidIssuer, .openidClientID),
        ]
        for (one, other) in pairs where (self[one] == nil) != (self[other] == nil) {
            throw SettingFault("\(one.rawValue) and \(other.rawValue) go together")
        }
        let outgoing = Outgoing(try outgoingRules())
        for setting in [Setting.openidIssuer, .facebookSite, .facebookGraph] {
            guard let address = self[setting] else { continue }
            guard outgoing.mayAsk(address), setting == .openidIssuer || !address.hasSuffix("/") else {
                throw SettingFault(setting, address, "an https address, or one on OUTGOING_ALLOW")
            }
        }
    }

    func outgoingRules() throws -> OutgoingRules {
        var rules = OutgoingRules()
        rules.certificatesFile = self[.outgoingCAFile]
        guard let text = self[.outgoingAllow] else { return rules }
        guard let allowed = OutgoingRules.allowed(text) else {
            throw SettingFault(.outgoingAllow, text, "a list like 127.0.0.1:8081,login.intranet:443")
        }
        rules.allowed = allowed
        return rules
    }

    /// The providers that are set up, in the order of their buttons.
    func providers(_ outgoing: Outgoing) -> [any OutsideProvider] {
        var providers: [any OutsideProvider] = []
        if let client = self[.googleClientID], let secret = self[.googleClientSecret] {
            providers.append(
                OpenIDProvider(
                    id: "google", name: "Google", issuer: Self.google, client: client, secret: secret, outgoing))
        }
        if let client = self[.facebookClientID], let secret = self[.facebookClientSecret],
            let site = self[.facebookSite], let graph = self[.facebookGraph]
        {
            providers.append(Facebook(client: client, secret: secret, site: site, graph: graph, outgoing))
        }
        if let issuer = self[.openidIssuer], let client = self[.openidClientID], let secret = self[.openidClientSecret]
        {
            providers.append(
                OpenIDProvider(
                    id: "openid", name: self[.openidName] ?? "OpenID", issuer: issuer, client: client, secret: secret,
                    outgoing))
        }
        return providers
    }

    /// A line for each, with the address that has to be registered there.
    func printedProviders() throws -> String {
        let providers = providers(Outgoing(try outgoingRules()))
        guard !providers.isEmpty else { return "sign-in: by password only; set GOOGLE_CLIENT_ID, … for more" }
        return providers.map {
            "sign-in: by \($0.name) too; register there \(FederationSlice.callback(address, $0.id))"
        }.joined(separator: "\n")
    }
}
