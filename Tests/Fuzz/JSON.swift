import Kernel

@testable import Web

struct FuzzID: EntityID {
    static let prefix = "bkg"
    let rawValue: Int64
    init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A field of every shape.
private let schema = Schema(
    "Fuzz",
    [
        Field("name", .text(1...40), optional: true, sample: "x"),
        Field("notes", .text(0...200, lines: true), optional: true, sample: "x"),
        Field("date", .formatted(.date), optional: true, sample: "x"),
        Field("time", .formatted(.time), optional: true, sample: "x"),
        Field("start", .formatted(.instant), optional: true, sample: "x"),
        Field("slug", .formatted(.slug), optional: true, sample: "x"),
        Field("price", .formatted(.decimal), optional: true, sample: "x"),
        Field("currency", .formatted(.currency), optional: true, sample: "x"),
        Field("zone", .formatted(.zone), optional: true, sample: "x"),
        Field("email", .formatted(.email), optional: true, sample: "x"),
        Field("phone", .formatted(.phone), optional: true, sample: "x"),
        Field("id", .formatted(.id(FuzzID.self)), optional: true, sample: "x"),
        Field("count", .integer(-5...5), optional: true, sample: 1),
        Field("flag", .boolean, optional: true, sample: true),
        Field("kind", .choice(["a", "b"]), optional: true, sample: "a"),
        Field("list", .list(.object([Field("n", .integer(0...9), sample: 1)]), max: 3), optional: true, sample: []),
        Field("free", .free(bytes: 60), optional: true, sample: [:]),
    ])

/// A body in JSON: what is read is written and read again as the same, and what a schema accepts it accepts again, unchanged.
func fuzzJSON(_ bytes: [UInt8]) {
    guard let value = try? JSON.parse(bytes) else { return }
    hold(depth(value) <= 16, "deeper than allowed")
    let written = value.bytes
    hold(written.allSatisfy { $0 >= 0x20 && !"<>&".utf8.contains($0) }, "not fit for HTML: \(value.text)")
    let again = try? JSON.parse(written)
    hold(again == value && again?.bytes == written, "reads otherwise: \(value.text)")
    guard let fields = try? schema.accept(value) else { return }
    let once = JSON.object(fields.values.map { .init($0.key, $0.value) })
    hold((try? schema.accept(once)) == fields, "accepted once only: \(once.text)")
    hold((fields.text("name") ?? "").unicodeScalars.count <= 40, "too long a name")
    hold(isOneLine(fields.text("name") ?? ""), "a name of several lines")
    hold((fields.integer("count") ?? 0).magnitude <= 5, "too large a number")
    hold((fields.list("list") ?? []).count <= 3, "too long a list")
    hold(fields.text("start") == nil || fields.instant("start") != nil, "a time that is none")
    hold(fields.text("date") == nil || fields.date("date") != nil, "a date that is none")
    hold(fields.text("id") == nil || fields.id("id", FuzzID.self) != nil, "an id that is none")
}

private func depth(_ value: JSON) -> Int {
    switch value {
    case .array(let values): 1 + (values.map(depth).max() ?? 0)
    case .object(let members): 1 + (members.map { depth($0.value) }.max() ?? 0)
    default: 1
    }
}
