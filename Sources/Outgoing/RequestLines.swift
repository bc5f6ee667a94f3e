import Curl

extension Outgoing.Request {
    /// What the request itself says of these is not asked.
    private static let ours: Set<String> = [
        "host", "user-agent", "connection", "content-length", "transfer-encoding", "expect",
    ]
    /// What libcurl would say on its own.
    private static let unsaid = ["accept", "content-type", "expect"]

    /// Its headers, as libcurl takes them. Throws `BrokenTransfer` when one of them could be read as two.
    func lines() throws -> StringList {
        let list = StringList()
        var said: Set<String> = []
        for (name, value) in headers where !Self.ours.contains(name.lowercased()) {
            guard Self.isName(name), Self.isValue(value) else {
                throw BrokenTransfer(reason: "a header that can't be sent", wasSent: false)
            }
            said.insert(name.lowercased())
            list.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        for name in Self.unsaid where !said.contains(name) { list.append("\(name):") }
        return list
    }

    /// A token (RFC 9110, section 5.6.2).
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch Character(Unicode.Scalar(byte)) {
                case "a"..."z", "A"..."Z", "0"..."9": true
                case let other: "!#$%&'*+-.^_`|~".contains(other)
                }
            }
    }

    private static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }
}
