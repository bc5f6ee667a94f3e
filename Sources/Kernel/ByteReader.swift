/// Reads big-endian numbers from the front of some bytes; throws `.truncated` where they end too soon.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func bytes(_ count: Int) throws(ZoneFault) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .truncated }
        defer { rest.removeFirst(count) }
        return rest.prefix(count)
    }

    /// The bytes up to `end`, which is taken too.
    mutating func bytes(before end: UInt8) throws(ZoneFault) -> ArraySlice<UInt8> {
        guard let index = rest.firstIndex(of: end) else { throw .truncated }
        defer { rest = rest[(index + 1)...] }
        return rest[..<index]
    }

    mutating func skip(_ count: Int) throws(ZoneFault) {
        _ = try bytes(count)
    }

    /// `count` bytes as a number; at most 8.
    mutating func unsigned(_ count: Int) throws(ZoneFault) -> UInt64 {
        try bytes(count).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// `count` bytes as a number in two's complement; at most 8.
    mutating func signed(_ count: Int) throws(ZoneFault) -> Int64 {
        let unused = 64 - count * 8
        return Int64(bitPattern: try unsigned(count) << unused) >> unused
    }

    /// A four-byte count.
    mutating func count() throws(ZoneFault) -> Int {
        Int(try unsigned(4))
    }
}
