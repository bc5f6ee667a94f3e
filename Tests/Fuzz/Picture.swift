@testable import Pictures

/// A file that is said to be a picture: it is refused, or drawn anew no larger than it is shown.
func fuzzPicture(_ bytes: [UInt8]) {
    var input = Input(bytes)
    let kind = input.choice(of: 4)
    var file = input.bytes
    // A checksum is made right here and there, or no change behind it would be looked at.
    if kind == 1 { file = PNGChecksums.mended(file) }
    hold((1...8).contains(Orientation(jpeg: file).rawValue), "held otherwise")
    guard let picture = try? Picture(file) else { return }
    for (rendition, side) in [(picture.large, Picture.largeSide), (picture.card, Picture.cardSide)] {
        hold(rendition.width >= 1 && rendition.height >= 1, "nothing to see")
        hold(max(rendition.width, rendition.height) <= side, "larger than it is shown")
        hold(PictureKind(rendition.webp) == .webp, "another kind")
    }
}

private enum PNGChecksums {
    private static let table: [UInt32] = (0..<256).map { start in
        (0..<8).reduce(UInt32(start)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    /// The same chunks, each with the checksum that it should have, and an end.
    static func mended(_ file: [UInt8]) -> [UInt8] {
        guard file.count > 8 else { return file }
        var output = Array(file[..<8])
        var at = 8
        while at + 12 <= file.count {
            let length = file[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard length <= file.count - at - 12 else { break }
            let body = file[(at + 4)..<(at + 8 + length)]
            let sum = ~body.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
            output += file[at..<(at + 4)] + body
            output += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> UInt32($0)) }
            at += 12 + length
        }
        return output
    }
}
