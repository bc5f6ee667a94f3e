import CLibICal
import Kernel

/// Owns a component of libical's until it is added to another.
final class ICalComponent {
    private let pointer: OpaquePointer?
    private var isOwned = true

    init(_ kind: icalcomponent_kind) {
        pointer = icalcomponent_new(kind)
    }

    deinit {
        if isOwned { icalcomponent_free(pointer) }
    }

    /// Takes over a property; nil (out of memory) adds nothing.
    func add(_ property: OpaquePointer?) {
        guard let property else { return }
        icalcomponent_add_property(pointer, property)
    }

    func add(extension name: String, _ value: String) {
        guard let property = icalproperty_new_x(cleaned(value)) else { return }
        icalproperty_set_x_name(property, name)
        add(property)
    }

    func add(_ child: ICalComponent) {
        child.isOwned = false
        icalcomponent_add_component(pointer, child.pointer)
    }

    /// The component as RFC 5545 writes it.
    var text: String {
        guard let buffer = icalcomponent_as_ical_string_r(pointer) else { return "" }
        defer { icalmemory_free_buffer(buffer) }
        return String(cString: buffer)
    }
}

extension Instant {
    /// In UTC, to the second.
    var ical: icaltimetype {
        let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
        return icaltime_from_timet_with_zone(time_t(seconds), 0, icaltimezone_get_utc_timezone())
    }
}

extension CalendarMethod {
    var library: icalproperty_method {
        switch self {
        case .publish: ICAL_METHOD_PUBLISH
        case .request: ICAL_METHOD_REQUEST
        case .cancel: ICAL_METHOD_CANCEL
        }
    }
}

extension CalendarStatus {
    var library: icalproperty_status {
        switch self {
        case .confirmed: ICAL_STATUS_CONFIRMED
        case .tentative: ICAL_STATUS_TENTATIVE
        case .cancelled: ICAL_STATUS_CANCELLED
        }
    }
}
