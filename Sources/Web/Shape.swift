import Kernel

/// The shape of a value on the wire: what is accepted, what OpenAPI says of it, and how a form's text becomes it. One description
/// serves all three.
package indirect enum Shape: Sendable {
    /// Text of `length` scalars after trimming; `lines` allows line breaks.
    case text(ClosedRange<Int>, lines: Bool = false)
    /// Text that a `Format` accepts.
    case formatted(Format)
    case integer(ClosedRange<Int64>)
    case boolean
    case choice([String])
    /// `.max`: however many there are; answers only.
    case list(Shape, max: Int)
    case object([Field])
    /// Any names, each with this shape; answers only.
    case map(Shape)
    /// Any object of texts and numbers, at most this many bytes as text.
    case free(bytes: Int)
}

/// A text format with a name that OpenAPI knows or a person understands.
package struct Format: Sendable {
    package let name: String
    package let maxLength: Int
    /// ECMA 262 pattern for OpenAPI, where one says it.
    package let pattern: String?
    /// Whether it is taken as it was given, spaces at its ends and all.
    package let isRaw: Bool
    package let accepts: @Sendable (String) -> Bool

    package init(
        _ name: String, maxLength: Int, pattern: String? = nil, raw: Bool = false,
        accepts: @escaping @Sendable (String) -> Bool
    ) {
        isRaw = raw
        self.name = name
        self.maxLength = maxLength
        self.pattern = pattern
        self.accepts = accepts
    }

    package static let date = Format("date", maxLength: 10, pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$") {
        LocalDate($0) != nil
    }
    /// A time of day as a wall shows it, 24:00 at its end. JSON Schema's own "time" has seconds and an offset (RFC 3339).
    package static let time = Format("clock-time", maxLength: 5, pattern: "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$") {
        $0 == "24:00" || LocalTime($0) != nil
    }
    package static let instant = Format("date-time", maxLength: 35) { Instant(rfc3339: $0) != nil }
    package static let slug = Format("slug", maxLength: 100, pattern: "^[a-z0-9](-?[a-z0-9])*$") { Slug($0) != nil }
    package static let decimal = Format("decimal", maxLength: 16, pattern: "^[0-9]{1,12}(\\.[0-9]{1,3})?$") { text in
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count) && (1...12).contains(parts[0].count)
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }
            && (parts.count == 1 || parts[1].count <= 3)
    }
    package static let currency = Format("currency", maxLength: 3, pattern: "^[A-Z]{3}$") { Currency($0) != nil }
    /// An IANA name; whether the zone exists is asked where the zones are at hand.
    package static let zone = Format("zone", maxLength: 64, pattern: "^[A-Za-z0-9_+/-]{1,64}$") { text in
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !text.contains("..")
    }
    package static let email = Format("email", maxLength: 254) { Contact.normalised(email: $0) != nil }
    package static let phone = Format("phone", maxLength: 30) { Contact.normalised(phone: $0) != nil }

    /// An id of the API: prefix, underscore, 1 to 13 characters of Crockford's base 32.
    package static func id<T: EntityID>(_ type: T.Type) -> Format {
        Format("\(T.prefix)-id", maxLength: T.prefix.count + 14, pattern: "^\(T.prefix)_[0-9a-hjkmnp-tv-z]{1,13}$") {
            T($0) != nil
        }
    }
}

/// One member of an object, one query parameter or one field of a form.
package struct Field: Sendable {
    package let name: String
    package let shape: Shape
    package let isRequired: Bool
    /// Answers: may be null. Input: null means "not given".
    package let isNullable: Bool
    package let note: String
    package let sample: JSON

    package init(
        _ name: String, _ shape: Shape, optional: Bool = false, nullable: Bool = false, _ note: String = "",
        sample: JSON
    ) {
        self.name = name
        self.shape = shape
        self.isRequired = !optional
        self.isNullable = nullable || optional
        self.note = note
        self.sample = sample
    }
}

/// A named object: the body of a request or of an answer, as OpenAPI lists it under `components/schemas`.
package struct Schema: Sendable {
    package let name: String
    package let fields: [Field]
    /// True for an answer that is a list of such objects, without paging.
    package let isList: Bool
    /// For an answer whose names are data, such as dates: the shape of each value, and a sample.
    private let map: (value: Shape, sample: JSON)?

    package init(_ name: String, _ fields: [Field], list: Bool = false) {
        self.name = name
        self.fields = fields
        self.isList = list
        map = nil
    }

    package init(_ name: String, map value: Shape, sample: JSON) {
        self.name = name
        fields = []
        isList = false
        map = (value, sample)
    }

    /// An object made of every field's sample.
    package var sample: JSON {
        if let map { return map.sample }
        let one: JSON = .object(fields.map { JSON.Member($0.name, $0.sample) })
        return isList ? .array([one]) : one
    }

    package var shape: Shape { map.map { .map($0.value) } ?? listed }

    private var listed: Shape { isList ? .list(.object(fields), max: 200) : .object(fields) }

    /// The answer of a list: `items` and the cursor of the next page, null at the end.
    package static func page(of schema: Schema) -> Schema {
        Schema(
            "\(schema.name)Page",
            [
                Field("items", .list(.object(schema.fields), max: 200), sample: [schema.sample]),
                Field(
                    "next_cursor", .text(1...200), nullable: true, "Pass as `cursor` for the next page.", sample: nil),
            ])
    }

    /// The two query parameters of every list.
    package static let paging = [
        Field("cursor", .text(1...200), optional: true, "From `next_cursor` of the page before.", sample: nil),
        Field("limit", .integer(1...200), optional: true, "Items a page; 25 unless given.", sample: 25),
    ]
}

extension Schema {
    /// The same fields, none of them needed: what is not named stays as it is.
    package func patch(_ name: String) -> Schema {
        Schema(name, fields.map { Field($0.name, $0.shape, optional: true, $0.note, sample: $0.sample) })
    }
}
