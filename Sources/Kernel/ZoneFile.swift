/// Why bytes are not a zone.
package enum ZoneFault: Error, Hashable {
    /// Does not begin with `TZif`, or its version is unknown.
    case notTZif
    /// Ends before what its header announces.
    case truncated
    /// Counts, indexes, offsets or the order of transitions break RFC 9636.
    case malformed
    /// Counts leap seconds, which `Instant` does not.
    case leapSeconds
    /// The rule for later years cannot be read.
    case footer(String)
}

/// The contents of a TZif file (RFC 9636).
struct ZoneFile {
    let initial: ZoneOffset
    let transitions: [ZoneTransition]
    let rule: ZoneRule?

    init(_ bytes: [UInt8]) throws(ZoneFault) {
        var reader = ByteReader(bytes)
        var header = try Header(&reader)
        let isWide = header.version >= 2
        if isWide {
            // The first block repeats in 32 bits what the second one says in 64.
            try reader.skip(header.blockLength(timeSize: 4))
            header = try Header(&reader)
        }
        guard header.leaps == 0 else { throw .leapSeconds }
        let block = try Block(&reader, header, timeSize: isWide ? 8 : 4)
        initial = block.offsets[0]
        transitions = block.transitions
        rule = isWide ? try Self.footer(&reader) : nil
    }

    private static func footer(_ reader: inout ByteReader) throws(ZoneFault) -> ZoneRule? {
        guard try reader.unsigned(1) == 10 else { throw .malformed }
        let text = String(decoding: try reader.bytes(before: 10), as: UTF8.self)
        return text.isEmpty ? nil : try ZoneRule(text)
    }
}

extension ZoneFile {
    fileprivate struct Header {
        let version: Int
        let utcFlags, standardFlags, leaps, times, types, characters: Int

        init(_ reader: inout ByteReader) throws(ZoneFault) {
            guard try reader.bytes(4).elementsEqual("TZif".utf8) else { throw .notTZif }
            switch try reader.unsigned(1) {
            case 0: version = 1
            case 0x32...0x34: version = 2
            default: throw .notTZif
            }
            try reader.skip(15)
            utcFlags = try reader.count()
            standardFlags = try reader.count()
            leaps = try reader.count()
            times = try reader.count()
            types = try reader.count()
            characters = try reader.count()
            guard (1...256).contains(types), characters > 0, times <= 100_000, characters <= 10_000 else {
                throw .malformed
            }
        }

        func blockLength(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standardFlags + utcFlags
        }
    }

    fileprivate struct Block {
        let offsets: [ZoneOffset]
        let transitions: [ZoneTransition]

        init(_ reader: inout ByteReader, _ header: Header, timeSize: Int) throws(ZoneFault) {
            var times: [Int64] = []
            for _ in 0..<header.times { times.append(try reader.signed(timeSize)) }
            let indexes = try reader.bytes(header.times)
            var types: [(seconds: Int64, name: Int)] = []
            for _ in 0..<header.types {
                let seconds = try reader.signed(4)
                try reader.skip(1)
                types.append((seconds, Int(try reader.unsigned(1))))
            }
            let characters = try reader.bytes(header.characters)
            try reader.skip(header.standardFlags + header.utcFlags)
            var offsets: [ZoneOffset] = []
            for type in types {
                guard abs(type.seconds) < 26 * 3600, type.name < characters.count else { throw .malformed }
                let name = characters.dropFirst(type.name).prefix { $0 != 0 }
                offsets.append(
                    ZoneOffset(seconds: Int(type.seconds), abbreviation: String(decoding: name, as: UTF8.self)))
            }
            guard indexes.allSatisfy({ $0 < offsets.count }), zip(times, times.dropFirst()).allSatisfy({ $0 < $1 })
            else { throw .malformed }
            self.offsets = offsets
            transitions = zip(times, indexes).map { ZoneTransition(utc: $0, offset: offsets[Int($1)]) }
        }
    }
}
