extension SplitMix64 {
    /// `bytes` with a few random changes: a bit, a byte, a piece that is cut out, doubled or put elsewhere, or a new end.
    package mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &self)
            let end = min(bytes.count, at + Int.random(in: 1...24, using: &self))
            switch Int.random(in: 0...6, using: &self) {
            case 0: bytes[at] ^= 1 << UInt8.random(in: 0...7, using: &self)
            case 1: bytes[at] = UInt8.random(in: 0...255, using: &self)
            case 2: bytes.removeSubrange(at..<end)
            case 3: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &self))
            case 4: bytes.insert(UInt8.random(in: 0...255, using: &self), at: at)
            case 5: for index in at..<end { bytes[index] = [0, 0xFF, 0x7F, 0x80].randomElement(using: &self) ?? 0 }
            default: bytes.removeSubrange(at...)
            }
        }
        return bytes
    }
}
