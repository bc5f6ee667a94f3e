import Storage

/// A user's role inside one business.
package enum MemberRole: String, Sendable, CaseIterable, ColumnValue {
    case owner, manager, staff, viewer

    /// Whether such a member may be limited to some of the people and rooms. An owner has all, a viewer changes nothing.
    package var canBeLimited: Bool { self == .manager || self == .staff }

    /// Owner: all. Manager: all but members and erasing. Staff: their own calendar. Viewer: reads, without customers' contact data.
    package var permissions: Set<Permission> {
        switch self {
        case .owner: Set(Permission.allCases)
        case .manager: Set(Permission.allCases).subtracting([.membersManage, .customersErase])
        case .staff: [.bookingViewAll, .bookingCreate, .customersView]
        case .viewer: [.bookingViewAll, .analyticsView]
        }
    }
}
