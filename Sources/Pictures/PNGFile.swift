import CLibPNG

/// Unpacks PNG by libpng's simplified interface.
struct PNGFile {
    private static let hasAlpha: UInt32 = 1
    private static let hasColour: UInt32 = 2
    /// The chunk that ends every PNG, with its checksum. The library is content without it.
    private static let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]
    private let file: [UInt8]

    init(_ file: [UInt8]) { self.file = file }

    func canvas() throws(PictureFault) -> Canvas {
        guard file.suffix(Self.end.count).elementsEqual(Self.end) else { throw .broken }
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        defer { png_image_free(&image) }
        guard png_image_begin_read_from_memory(&image, file, file.count) != 0 else { throw .broken }
        let (width, height) = (Int(image.width), Int(image.height))
        try Picture.check(width: width, height: height)
        let channels = image.format & Self.hasAlpha == 0 ? 3 : 4
        image.format = Self.hasColour | (channels == 4 ? Self.hasAlpha : 0)
        let pixels = UnsafeMutablePointer<UInt8>.allocate(capacity: width * height * channels)
        defer { pixels.deallocate() }
        guard png_image_finish_read(&image, nil, pixels, Int32(width * channels), nil) != 0 else { throw .broken }
        return try Canvas(pixels: pixels, width: width, height: height, channels: channels)
    }
}
