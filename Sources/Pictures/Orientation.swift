/// How the camera was held: EXIF's tag 0x0112 (TIFF 6, section 8).
enum Orientation: Int {
    case upright = 1
    case mirrored, upsideDown, mirroredUpsideDown, mirroredLeft, right, mirroredRight, left

    /// What the first EXIF segment of a JPEG says; upright when it says nothing that can be read.
    init(jpeg file: [UInt8]) {
        self = Self.exif(of: file).flatMap(Self.init(tiff:)) ?? .upright
    }

    var swapsSides: Bool { rawValue >= 5 }

    /// Where the pixel at `x`, `y` of a picture of this size belongs.
    func place(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> (column: Int, row: Int) {
        switch self {
        case .upright: (x, y)
        case .mirrored: (width - 1 - x, y)
        case .upsideDown: (width - 1 - x, height - 1 - y)
        case .mirroredUpsideDown: (x, height - 1 - y)
        case .mirroredLeft: (y, x)
        case .right: (height - 1 - y, x)
        case .mirroredRight: (height - 1 - y, width - 1 - x)
        case .left: (y, width - 1 - x)
        }
    }

    /// The TIFF part of the first APP1 segment that is EXIF's. Segments come before the picture's data (SOS).
    private static func exif(of file: [UInt8]) -> ArraySlice<UInt8>? {
        var at = 2
        while at + 4 <= file.count, file[at] == 0xFF, file[at + 1] != 0xDA {
            let length = Int(file[at + 2]) << 8 | Int(file[at + 3])
            guard length >= 2, at + 2 + length <= file.count else { return nil }
            let body = file[(at + 4)..<(at + 2 + length)]
            if file[at + 1] == 0xE1, body.starts(with: Array("Exif\0\0".utf8)) { return body.dropFirst(6) }
            at += 2 + length
        }
        return nil
    }

    private init?(tiff: ArraySlice<UInt8>) {
        let bytes = Array(tiff)
        let isLittle = bytes.starts(with: [0x49, 0x49])
        guard isLittle || bytes.starts(with: [0x4D, 0x4D]) else { return nil }
        func number(_ at: Int, _ count: Int) -> Int? {
            guard at >= 0, at + count <= bytes.count else { return nil }
            let some = bytes[at..<(at + count)]
            return (isLittle ? Array(some.reversed()) : Array(some)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let start = number(4, 4), let count = number(start, 2) else { return nil }
        for entry in 0..<count {
            let at = start + 2 + entry * 12
            guard let tag = number(at, 2) else { return nil }
            if tag == 0x0112 {
                guard let value = number(at + 8, 2) else { return nil }
                self.init(rawValue: value)
                return
            }
        }
        return nil
    }
}
