/// What may be asked, and how much of an answer is taken.
package struct OutgoingRules: Sendable {
    /// `host:port` of servers that may be asked whatever their address is, also by plain http: for tests and intranets
    /// (OUTGOING_ALLOW).
    package var allowed: Set<String> = []
    /// File with certificates to trust besides the system's (OUTGOING_CA_FILE).
    package var certificatesFile: String?
    package var redirectsMost = 3
    package var bodyBytesMost = 262_144
    package var headerBytesMost = 32_768
    /// For everything: finding the address, connecting, redirects and the whole answer.
    package var timeLimit = Duration.seconds(10)
    /// For connecting to one of the addresses.
    package var connectLimit = Duration.seconds(5)
    /// Requests under way at once, each with a thread.
    package var requestsMost = 64

    package init() {}

    /// Reads `127.0.0.1:8081,idp.intranet:443`; nil when a part is not `host:port`.
    package static func allowed(_ text: String) -> Set<String>? {
        var places: Set<String> = []
        for part in text.split(separator: ",") {
            let place = part.trimming { $0 == " " }
            guard let address = try? WebAddress("http://\(place)/"), place.lowercased() == address.place else {
                return nil
            }
            places.insert(address.place)
        }
        return places
    }
}

extension Substring {
    fileprivate func trimming(_ isBlank: (Character) -> Bool) -> String {
        var text = self
        while let first = text.first, isBlank(first) { text.removeFirst() }
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}
