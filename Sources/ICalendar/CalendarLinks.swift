import Kernel

// Links that open a calendar on the web with the event filled in (capability G1).
extension CalendarEvent {
    /// For Google Calendar.
    package var googleLink: String {
        let zone = Self.escaped(zone.name)
        return "https://calendar.google.com/calendar/render?action=TEMPLATE&text=\(Self.escaped(summary))"
            + "&dates=\(start.compact)/\(end.compact)&ctz=\(zone)"
            + "&details=\(Self.escaped(description))&location=\(Self.escaped(location))"
    }

    /// For Outlook on the web, with a personal account.
    package var outlookLink: String {
        "https://outlook.live.com/calendar/0/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose&rru=addevent"
            + "&subject=\(Self.escaped(summary))"
            + "&startdt=\(Self.escaped(start.rfc3339))&enddt=\(Self.escaped(end.rfc3339))"
            + "&body=\(Self.escaped(description))&location=\(Self.escaped(location))"
    }

    /// Percent-encoding of everything but the unreserved characters (RFC 3986).
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in cleaned(text).utf8 {
            switch Character(Unicode.Scalar(byte)) {
            case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~": escaped.append(Character(Unicode.Scalar(byte)))
            default: escaped += "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
            }
        }
        return escaped
    }

    private static let hex = Array("0123456789ABCDEF")
}

extension Instant {
    /// `20261121T090000Z`
    fileprivate var compact: String {
        "\(Zone.utc.local(self))".filter { $0 != "-" && $0 != ":" } + "Z"
    }
}
