import Identity
import Kernel
import Pictures
import Storage

extension CatalogueSlice {
    /// Gives a business of the demo world, its offerings and its rooms images, drawn here: none is anybody else's.
    package func addDemoImages(_ member: Membership, in db: Transaction) throws {
        let business = member.business
        let origin = Origin(actor: .user(member.user))
        var number = business.name.utf8.reduce(0) { $0 &* 31 &+ UInt32($1) }
        func add(_ subject: ImageSubject, _ name: String, width: Int) throws {
            number &+= 7
            let scene = DemoScene(seed: number, width: width)
            let picture = try Picture(rgba: scene.draw(), width: scene.width, height: scene.height)
            _ = try addImage(
                member, subject, ImageDraft(picture, alt: "Coloured hills under a sky: \(name)"), by: origin, in: db)
        }
        try add(.business, business.name, width: 1_600)
        for offering in try db.offerings(business) { try add(.offering(offering.id), offering.name, width: 800) }
        for room in try db.resources(business.id) where room.kind == .room {
            try add(.resource(room.id), room.name, width: 800)
        }
    }
}

/// A quiet landscape: a sky, a sun and rows of round hills, in one of a few palettes.
struct DemoScene {
    private struct Palette {
        let sky: (UInt32, UInt32)
        let sun: UInt32
        let hills: [UInt32]
    }
    /// 0xRRGGBB, from far to near.
    private static let palettes = [
        Palette(sky: (0xCFE8EE, 0xF6E7D2), sun: 0xFFF7E6, hills: [0x8FBFC6, 0x4E9AA3, 0x1F6F78, 0x0B4A52]),
        Palette(sky: (0xF7D9C4, 0xFBEFE3), sun: 0xFFFFFF, hills: [0xE3A587, 0xC97B5D, 0x95523C, 0x5E3326]),
        Palette(sky: (0xDCE3F5, 0xF4EDF7), sun: 0xFFFDF4, hills: [0xA9B4DC, 0x7B88C0, 0x4C5A97, 0x2B3565]),
        Palette(sky: (0xE2EFD6, 0xFBF6DF), sun: 0xFFFCEB, hills: [0xA9CB93, 0x74A566, 0x467A45, 0x254F2E]),
        Palette(sky: (0xF2D7DE, 0xFCEFE8), sun: 0xFFFFFF, hills: [0xDC9FAF, 0xB86F87, 0x84465F, 0x512A3D]),
    ]

    let width: Int
    let height: Int
    private let palette: Palette
    private var state: UInt32

    init(seed: UInt32, width: Int) {
        self.width = width
        height = width * 5 / 8
        palette = Self.palettes[Int(seed % UInt32(Self.palettes.count))]
        state = seed
    }

    /// Four bytes a pixel.
    func draw() -> [UInt8] {
        var dice = self
        var pixels = [UInt32](repeating: 0, count: width * height)
        for y in 0..<height { fill(&pixels, y, 0, width, Self.mix(palette.sky, y, height)) }
        circle(
            &pixels, dice.roll(width / 5...width * 4 / 5), dice.roll(height / 5...height / 3), height / 9, palette.sun)
        for (row, colour) in palette.hills.enumerated() {
            let top = height * (45 + row * 15) / 100
            var x = -dice.roll(0...width / 4)
            while x < width + width / 4 {
                let radius = dice.roll(width / 5...width / 3)
                circle(&pixels, x, top + radius + dice.roll(0...height / 14), radius, colour)
                x += radius * 3 / 4
            }
            for y in min(height, top + height / 7)..<height { fill(&pixels, y, 0, width, colour) }
        }
        return pixels.withUnsafeBytes { Array($0) }
    }

    private mutating func roll(_ range: ClosedRange<Int>) -> Int {
        state = state &* 1_664_525 &+ 1_013_904_223
        return range.lowerBound + Int(state >> 8) % (range.upperBound - range.lowerBound + 1)
    }

    private func circle(_ pixels: inout [UInt32], _ x: Int, _ y: Int, _ radius: Int, _ colour: UInt32) {
        for row in max(0, y - radius)..<max(0, y - radius, min(height, y + radius)) {
            let away = Double(row - y)
            let half = Int((Double(radius * radius) - away * away).squareRoot())
            fill(&pixels, row, x - half, x + half, colour)
        }
    }

    private func fill(_ pixels: inout [UInt32], _ row: Int, _ from: Int, _ to: Int, _ colour: UInt32) {
        let (from, to) = (max(0, from), min(width, to))
        guard from < to else { return }
        // In memory the lowest byte comes first: red.
        let pixel = (colour >> 16 | colour & 0xFF00 | (colour & 0xFF) << 16) | 0xFF00_0000
        pixels.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress?.advanced(by: row * width + from).update(repeating: pixel, count: to - from)
        }
    }

    private static func mix(_ colours: (UInt32, UInt32), _ part: Int, _ whole: Int) -> UInt32 {
        [16, 8, 0].reduce(0) { mixed, shift in
            let (a, b) = (Int(colours.0 >> shift & 0xFF), Int(colours.1 >> shift & 0xFF))
            return mixed | UInt32(a + (b - a) * part / whole) << shift
        }
    }
}
