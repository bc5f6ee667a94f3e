/// What a role may do inside one business (`domain.md`, the matrix).
package enum Permission: String, Sendable, CaseIterable {
    case bookingViewAll = "booking:view_all"
    case bookingCreate = "booking:create"
    case bookingCancel = "booking:cancel"
    case bookingApprove = "booking:approve"
    case bookingOverbook = "booking:overbook"
    case pricingModify = "pricing:modify"
    case scheduleModify = "schedule:modify"
    case paymentsVerify = "payments:verify"
    case customersView = "customers:view"
    case customersErase = "customers:erase"
    case analyticsView = "analytics:view"
    case settingsModify = "settings:modify"
    case membersManage = "members:manage"
}
