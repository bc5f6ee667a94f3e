import CLibWebP

/// Pixels on their way from one file to another, in libwebp's own form. Used by one thread.
final class Canvas {
    private var picture: WebPPicture

    var width: Int { Int(picture.width) }
    var height: Int { Int(picture.height) }

    /// - Parameter channels: 3 or 4 bytes for each pixel.
    init(pixels: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int) throws(PictureFault) {
        picture = try Self.blank(width, height)
        let stride = Int32(width * channels)
        let isRead =
            channels == 4
            ? WebPPictureImportRGBA(&picture, pixels, stride) : WebPPictureImportRGB(&picture, pixels, stride)
        guard isRead != 0 else { throw .broken }
    }

    convenience init(rgba: [UInt8], width: Int, height: Int) throws(PictureFault) {
        let made = rgba.withUnsafeBufferPointer { buffer -> Result<Canvas, PictureFault> in
            guard let start = buffer.baseAddress else { return .failure(.broken) }
            return Result { () throws(PictureFault) in
                try Canvas(pixels: start, width: width, height: height, channels: 4)
            }
        }
        self.init(taking: try made.get())
    }

    private init(taking other: Canvas) {
        picture = other.picture
        other.picture = WebPPicture()
    }

    private init(blank width: Int, _ height: Int) throws(PictureFault) {
        picture = try Self.blank(width, height)
        guard WebPPictureAlloc(&picture) != 0 else { throw .broken }
    }

    deinit { WebPPictureFree(&picture) }

    private static func blank(_ width: Int, _ height: Int) throws(PictureFault) -> WebPPicture {
        var picture = WebPPicture()
        guard WebPPictureInit(&picture) != 0 else { throw .broken }
        picture.use_argb = 1
        picture.width = Int32(width)
        picture.height = Int32(height)
        return picture
    }

    /// Shrinks until no side is longer than `side`; never grows.
    func fit(_ side: Int) throws(PictureFault) {
        let longest = max(width, height)
        guard longest > side else { return }
        let (width, height) = (max(1, width * side / longest), max(1, height * side / longest))
        guard WebPPictureRescale(&picture, Int32(width), Int32(height)) != 0 else { throw .broken }
    }

    func encoded() throws(PictureFault) -> Picture.Rendition {
        var config = WebPConfig()
        guard WebPConfigInit(&config) != 0 else { throw .broken }
        config.quality = 80
        // Encoding changes the colours' form in place, and the canvas is used again.
        var copy = WebPPicture()
        guard WebPPictureInit(&copy) != 0, WebPPictureCopy(&picture, &copy) != 0 else { throw .broken }
        defer { WebPPictureFree(&copy) }
        var writer = WebPMemoryWriter()
        WebPMemoryWriterInit(&writer)
        defer { WebPMemoryWriterClear(&writer) }
        let isDone = withUnsafeMutablePointer(to: &writer) { writer in
            copy.writer = WebPMemoryWrite
            copy.custom_ptr = UnsafeMutableRawPointer(writer)
            return WebPEncode(&config, &copy) != 0
        }
        guard isDone, let start = writer.mem else { throw .broken }
        let bytes = Array(UnsafeBufferPointer(start: start, count: writer.size))
        return Picture.Rendition(width: width, height: height, webp: bytes)
    }

    /// The picture as the camera was held. Shrunk first, so that few pixels move.
    func turned(_ orientation: Orientation) throws(PictureFault) -> Canvas {
        guard orientation != .upright else { return self }
        try fit(Picture.largeSide)
        let swaps = orientation.swapsSides
        let other = try Canvas(blank: swaps ? height : width, swaps ? width : height)
        guard let source = picture.argb, let target = other.picture.argb else { throw .broken }
        let (from, to) = (Int(picture.argb_stride), Int(other.picture.argb_stride))
        for y in 0..<height {
            for x in 0..<width {
                let (column, row) = orientation.place(x, y, width, height)
                target[row * to + column] = source[y * from + x]
            }
        }
        return other
    }
}
