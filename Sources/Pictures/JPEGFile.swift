import CTurboJPEG

/// Unpacks JPEG by libjpeg-turbo, no larger than it will be shown.
struct JPEGFile {
    private let file: [UInt8]

    init(_ file: [UInt8]) { self.file = file }

    func canvas() throws(PictureFault) -> Canvas {
        guard let handle = tjInitDecompress() else { throw .broken }
        defer { tjDestroy(handle) }
        var (width, height, subsampling, colours) = (Int32(0), Int32(0), Int32(0), Int32(0))
        guard
            tjDecompressHeader3(
                handle, file, UInt(file.count), &width, &height, &subsampling, &colours) == 0
        else { throw .broken }
        try Picture.check(width: Int(width), height: Int(height))
        let size = Self.size(Int(width), Int(height))
        let count = size.width * size.height * 3
        let pixels = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
        defer { pixels.deallocate() }
        // A file of many scans would take minutes; one that is cut off is a warning only.
        let flags = TJFLAG_LIMITSCANS | TJFLAG_STOPONWARNING
        guard
            tjDecompress2(
                handle, file, UInt(file.count), pixels, Int32(size.width), Int32(size.width * 3), Int32(size.height),
                Int32(TJPF_RGB.rawValue), Int32(flags)) == 0
        else { throw .broken }
        return try Canvas(pixels: pixels, width: size.width, height: size.height, channels: 3)
    }

    /// The smallest of the decoder's own sizes that is not below what is shown.
    private static func size(_ width: Int, _ height: Int) -> (width: Int, height: Int) {
        for divisor in [8, 4, 2] where max(width, height) / divisor >= Picture.largeSide {
            return ((width + divisor - 1) / divisor, (height + divisor - 1) / divisor)
        }
        return (width, height)
    }
}
