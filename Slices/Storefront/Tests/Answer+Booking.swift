import Web

extension Answer {
    /// The reference of the booking whose page it leads to: by a link of its own each time.
    var booking: String? {
        let parts = header("location")?.split(separator: "/") ?? []
        return parts.count == 3 && parts[0] == "b" ? String(parts[1]) : nil
    }
}
