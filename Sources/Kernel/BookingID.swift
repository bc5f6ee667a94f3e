/// Names a booking in the ledger of claims, in jobs and links, wherever its row is not known.
package struct BookingID: EntityID {
    package static let prefix = "bkg"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}
