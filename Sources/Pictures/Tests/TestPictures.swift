import CLibPNG
import CLibWebP
import CTurboJPEG

@testable import Pictures

/// Files made by the libraries themselves, to be read back.
enum TestPictures {
    /// Three bytes a pixel: the first quarter, at the top left, is red, and the rest blue.
    static func pixels(_ width: Int, _ height: Int) -> [UInt8] {
        (0..<height).flatMap { y in
            (0..<width).flatMap { x -> [UInt8] in
                x < width / 2 && y < height / 2 ? [220, 20, 20] : [20, 20, 220]
            }
        }
    }

    /// - Parameter segments: put behind the first marker, as cameras do.
    static func jpeg(_ width: Int, _ height: Int, segments: [UInt8] = []) -> [UInt8] {
        let handle = tjInitCompress()
        defer { tjDestroy(handle) }
        var start: UnsafeMutablePointer<UInt8>?
        var size: UInt = 0
        tjCompress2(
            handle, pixels(width, height), Int32(width), 0, Int32(height), Int32(TJPF_RGB.rawValue), &start, &size,
            Int32(TJSAMP_444.rawValue), 95, 0)
        defer { tjFree(start) }
        let file = Array(UnsafeBufferPointer(start: start, count: Int(size)))
        return file[..<2] + segments + file[2...]
    }

    static func png(_ width: Int, _ height: Int) -> [UInt8] {
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        image.width = UInt32(width)
        image.height = UInt32(height)
        image.format = 2
        var size = width * height * 4 + 4_096
        var file = [UInt8](repeating: 0, count: size)
        png_image_write_to_memory(&image, &file, &size, 0, pixels(width, height), Int32(width * 3), nil)
        return Array(file[..<size])
    }

    static func webp(_ width: Int, _ height: Int) -> [UInt8] {
        var start: UnsafeMutablePointer<UInt8>?
        let size = WebPEncodeRGB(pixels(width, height), Int32(width), Int32(height), Int32(width * 3), 90, &start)
        defer { WebPFree(start) }
        return Array(UnsafeBufferPointer(start: start, count: size))
    }

    /// An EXIF segment that says how the camera was held, and a secret.
    static func exif(_ orientation: UInt8, secret: String) -> [UInt8] {
        let tiff: [UInt8] =
            [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
            + Array(secret.utf8)
        let body = Array("Exif\0\0".utf8) + tiff
        return [0xFF, 0xE1, UInt8((body.count + 2) >> 8), UInt8((body.count + 2) & 255)] + body
    }

    /// The corner of a picture that is red: top left, top right, bottom left or bottom right.
    static func redCorner(_ rendition: Picture.Rendition) -> String {
        var (width, height) = (Int32(0), Int32(0))
        guard let start = WebPDecodeRGB(rendition.webp, rendition.webp.count, &width, &height) else { return "none" }
        defer { WebPFree(start) }
        func isRed(_ x: Int, _ y: Int) -> Bool {
            let at = (y * Int(width) + x) * 3
            return start[at] > 128 && start[at + 2] < 128
        }
        let (right, bottom) = (Int(width) * 7 / 8, Int(height) * 7 / 8)
        let corners = [
            ("top left", Int(width) / 8, Int(height) / 8), ("top right", right, Int(height) / 8),
            ("bottom left", Int(width) / 8, bottom), ("bottom right", right, bottom),
        ]
        return corners.filter { isRed($0.1, $0.2) }.map(\.0).joined(separator: ", ")
    }
}
