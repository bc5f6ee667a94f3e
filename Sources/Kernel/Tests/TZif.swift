import Kernel

/// A zone of a few transitions and a footer, compiled as RFC 9636 says.
func tzif(_ footer: String) throws(ZoneFault) -> Zone {
    try Zone(name: footer, tzif: TZif(footer: footer).bytes)
}

/// Writes TZif files, right ones and wrong ones.
struct TZif {
    var magic = "TZif"
    var version = UInt8(ascii: "3")
    var leaps = 0
    var transitions: [(at: Int64, type: UInt8)] = []
    var types: [(seconds: Int32, name: UInt8)] = [(3600, 0)]
    var names = "ONE\0TWO\0"
    var footer = "ONE-1"

    var bytes: [UInt8] {
        guard version > 0 else { return block(timeSize: 4) }
        return block(timeSize: 4) + block(timeSize: 8) + [10] + footer.utf8 + [10]
    }

    private func block(timeSize: Int) -> [UInt8] {
        var bytes = Array(magic.utf8) + [version] + Array(repeating: 0, count: 15)
        for count in [0, 0, leaps, transitions.count, types.count, names.utf8.count] {
            bytes += big(Int64(count), 4)
        }
        for transition in transitions { bytes += big(transition.at, timeSize) }
        bytes += transitions.map(\.type)
        for type in types { bytes += big(Int64(type.seconds), 4) + [0, type.name] }
        return bytes + names.utf8 + Array(repeating: 0, count: leaps * (timeSize + 4))
    }

    private func big(_ value: Int64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> Int64($0 * 8)) }
    }
}
