import CLibWebP

/// Unpacks WebP that does not move.
struct WebPFile {
    private let file: [UInt8]

    init(_ file: [UInt8]) { self.file = file }

    func canvas() throws(PictureFault) -> Canvas {
        var features = WebPBitstreamFeatures()
        guard WebPGetFeatures(file, file.count, &features) == VP8_STATUS_OK, features.has_animation == 0 else {
            throw .broken
        }
        let (width, height) = (Int(features.width), Int(features.height))
        try Picture.check(width: width, height: height)
        let channels = features.has_alpha == 0 ? 3 : 4
        let count = width * height * channels
        let pixels = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
        defer { pixels.deallocate() }
        let stride = Int32(width * channels)
        let isRead =
            channels == 4
            ? WebPDecodeRGBAInto(file, file.count, pixels, count, stride)
            : WebPDecodeRGBInto(file, file.count, pixels, count, stride)
        guard isRead != nil else { throw .broken }
        return try Canvas(pixels: pixels, width: width, height: height, channels: channels)
    }
}
