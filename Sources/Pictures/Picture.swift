/// A picture that somebody sent, drawn anew: only its pixels are kept, so whatever else was in the file (where it was taken, a
/// second file behind it) is gone. Both sizes are WebP.
package struct Picture: Sendable, Equatable {
    /// As people see it, turned upright, with the longest side at most `largeSide`.
    package let large: Rendition
    /// For cards and lists: the longest side at most `cardSide`.
    package let card: Rendition

    package struct Rendition: Sendable, Equatable {
        package let width: Int
        package let height: Int
        package let webp: [UInt8]
    }

    package static let largeSide = 1_600
    package static let cardSide = 800
    /// The most pixels that a picture is unpacked for, and the most along a side.
    package static let pixelsMost = 40_000_000
    package static let sideMost = 10_000

    /// Reads JPEG, PNG or WebP, known by their first bytes, whatever they were called. It takes tenths of a second and, for the largest
    /// pictures, some 300 MB: see `PictureDesk`.
    package init(_ file: [UInt8]) throws(PictureFault) {
        let canvas = try Self.unpacked(file)
        try canvas.fit(Self.largeSide)
        large = try canvas.encoded()
        try canvas.fit(Self.cardSide)
        card = try canvas.encoded()
    }

    /// From pixels: four bytes each, red, green, blue and how much covers the ground.
    package init(rgba: [UInt8], width: Int, height: Int) throws(PictureFault) {
        guard width > 0, height > 0, rgba.count == width * height * 4 else { throw .broken }
        let canvas = try Canvas(rgba: rgba, width: width, height: height)
        try canvas.fit(Self.largeSide)
        large = try canvas.encoded()
        try canvas.fit(Self.cardSide)
        card = try canvas.encoded()
    }

    private static func unpacked(_ file: [UInt8]) throws(PictureFault) -> Canvas {
        switch PictureKind(file) {
        case .jpeg:
            let canvas = try JPEGFile(file).canvas()
            return try canvas.turned(Orientation(jpeg: file))
        case .png: return try PNGFile(file).canvas()
        case .webp: return try WebPFile(file).canvas()
        case nil: throw .unknownKind
        }
    }

    /// Refuses what would take more memory than one visitor may have of us.
    static func check(width: Int, height: Int) throws(PictureFault) {
        guard width > 0, height > 0 else { throw .broken }
        guard width <= sideMost, height <= sideMost, width * height <= pixelsMost else { throw .tooManyPixels }
    }
}

/// Why a file is no picture for us.
package enum PictureFault: Error, Sendable, Equatable {
    /// Neither JPEG, PNG nor WebP.
    case unknownKind
    /// Cut off, damaged, moving, or in a variant that browsers don't show.
    case broken
    /// More than `pixelsMost`, or than `sideMost` on a side.
    case tooManyPixels
}

/// The kinds of file that are read, by their first bytes.
package enum PictureKind: Sendable, Equatable {
    case jpeg, png, webp

    package init?(_ file: [UInt8]) {
        if file.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if file.starts(with: Array("RIFF".utf8)), file.dropFirst(8).starts(with: Array("WEBP".utf8)) {
            self = .webp
        } else {
            return nil
        }
    }
}
