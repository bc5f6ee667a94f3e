import Foundation

@testable import Web
@testable import Words

/// What a request's headers hold, and where answers lead.
func fuzzHeader(_ bytes: [UInt8]) {
    var input = Input(bytes)
    switch input.choice(of: 7) {
    case 0: cookie(input.text)
    case 1: language(input.text)
    case 2: address(input.text)
    case 3: origin(input.line(), input.text)
    case 4: place(input.text)
    case 5: undo(input.text)
    default: token(input.text)
    }
}

private func cookie(_ text: String) {
    let value = Cookie.value("daybook", in: text)
    for blank in ["\u{2000}", "\u{A0}", "\u{85}"] {
        let planted = Cookie.value("daybook", in: "\(blank)daybook=theirs;\(text)")
        hold(planted == value, "a cookie with another name: \(text)")
    }
    guard let value else { return }
    hold(!value.utf8.contains(UInt8(ascii: ";")) && text.contains("daybook"), "a cookie from nowhere: \(text)")
    hold(Cookie.value("daybook", in: "daybook=\(value); daybook=other") == value, "a later cookie wins: \(text)")
}

private func language(_ text: String) {
    let chosen = Language.preferred(acceptLanguage: text, among: Language.spoken)
    hold(chosen.map(Language.spoken.contains) ?? true, "a language that nobody speaks")
    _ = Language.region(ofTag: text)
}

private func address(_ text: String) {
    hold(
        ClientAddress.of("192.0.2.1", forwarded: [text], trustedProxies: 0) == "192.0.2.1", "an address of a stranger's"
    )
    for proxies in 1...3 {
        // A proxy adds its peer's address; whatever the client had written before it changes nothing.
        let hops = (0..<proxies).map { "198.51.100.\($0 + 1)" }
        let seen = ClientAddress.of("192.0.2.1", forwarded: [text] + hops, trustedProxies: proxies)
        hold(seen == "198.51.100.1", "an address of a stranger's: \(seen)")
    }
}

private func origin(_ origin: String, _ host: String) {
    hold(!OwnOrigin.holds(origin, host: host, fetchSite: "cross-site"), "a page of a stranger's")
    guard OwnOrigin.holds(origin, host: host, fetchSite: nil) else { return }
    hold(origin == host || origin.hasSuffix("/\(host)") || host.isEmpty, "another host: \(origin) \(host)")
}

private let home = URL(string: "https://book.example.org/")

private func place(_ path: String) {
    guard OwnPath.holds(path) else { return }
    let url = URL(string: path, relativeTo: home)?.absoluteURL
    hold(url.map { $0.host() == "book.example.org" && $0.scheme == "https" } ?? true, "leads away: \(path)")
    // As browsers read it: backslashes are slashes, and no tab, line's end or mark that is drawn into another counts.
    let read = path.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint && $0.value > 0x20 }.map {
        $0 == "\\" ? "/" : $0
    }
    hold(!read.starts(with: ["/", "/"]), "leads away: \(path)")
}

private func undo(_ text: String) {
    guard let undo = Undo(cookie: text, notice: "saved") else { return }
    hold(undo.undoAction.hasPrefix("/desk/") && OwnPath.holds(undo.undoAction), "leads away: \(undo.undoAction)")
    guard let cookie = undo.cookie(notice: "saved") else { return }
    hold(cookie.utf8.count <= 3_000 && !cookie.utf8.contains(UInt8(ascii: ";")), "no cookie: \(cookie)")
    hold(Undo(cookie: cookie, notice: "saved") == undo, "undone otherwise: \(cookie)")
}

private func token(_ text: String) {
    if let name = TokenHeader.keyName(text) { hold(name.utf8.count <= 40, "too long a name") }
    hold(Base64URL.decoded(Base64URL.encoded(text.utf8)) == Array(text.utf8), "base64url reads otherwise")
    // A header of our making is read, whatever its key is called.
    let header = Base64URL.encoded(JSON.object([.init("alg", "HS256"), .init("kid", .string(text))]).bytes)
    let name = TokenHeader.keyName(header + "..")
    hold(text.utf8.count > 40 ? name == nil : name == text, "a key's name reads otherwise")
    let none = Base64URL.encoded(JSON.object([.init("alg", .string(text)), .init("kid", "access")]).bytes)
    hold(TokenHeader.keyName(none + "..") == nil || text == "HS256", "an algorithm that is not ours: \(text)")
}
