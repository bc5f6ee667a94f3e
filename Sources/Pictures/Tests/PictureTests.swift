import TestSupport
import Testing

@testable import Pictures

/// What people send is drawn anew or refused (M5).
@Suite struct PictureTests {
    private static let files = [
        TestPictures.jpeg(48, 32), TestPictures.png(48, 32), TestPictures.webp(48, 32),
    ]

    private func fault(_ file: [UInt8]) -> PictureFault? {
        do {
            _ = try Picture(file)
            return nil
        } catch { return error }
    }

    @Test func `JPEG, PNG and WebP are read, whatever they are called`() throws {
        for file in Self.files {
            let picture = try Picture(file)
            #expect((picture.large.width, picture.large.height) == (48, 32))
            #expect(PictureKind(picture.large.webp) == .webp)
            #expect(TestPictures.redCorner(picture.large) == "top left")
            #expect(TestPictures.redCorner(picture.card) == "top left")
        }
    }

    @Test func `large ones become small, in their proportions`() throws {
        for file in [
            TestPictures.jpeg(4_000, 1_000), TestPictures.jpeg(1_601, 400), TestPictures.png(2_000, 500),
            TestPictures.webp(3_000, 750),
        ] {
            let picture = try Picture(file)
            #expect(picture.large.width == 1_600 && abs(picture.large.height - 400) <= 1)
            #expect(picture.card.width == 800 && abs(picture.card.height - 200) <= 1)
            #expect(TestPictures.redCorner(picture.card) == "top left")
        }
    }

    @Test(arguments: [
        (1, "top left"), (2, "top right"), (3, "bottom right"), (4, "bottom left"), (5, "top left"), (6, "top right"),
        (7, "bottom right"), (8, "bottom left"),
    ])
    func `a photo stands as the camera was held`(_ orientation: Int, _ corner: String) throws {
        let exif = TestPictures.exif(UInt8(orientation), secret: "")
        let picture = try Picture(TestPictures.jpeg(64, 32, segments: exif))
        #expect(picture.large.width == (orientation >= 5 ? 32 : 64))
        #expect(TestPictures.redCorner(picture.large) == corner)
    }

    @Test func `whatever else a file tells is gone`() throws {
        let secret = "40.4168N 3.7038W"
        let comment = [0xFF, 0xFE, 0, UInt8(secret.utf8.count + 2)] + Array(secret.utf8)
        let jpeg = TestPictures.jpeg(64, 32, segments: TestPictures.exif(1, secret: secret) + comment)
        for file in [jpeg, jpeg + Array("<script>\(secret)</script>".utf8)] {
            let picture = try Picture(file)
            for bytes in [picture.large.webp, picture.card.webp] {
                #expect(!String(decoding: bytes, as: UTF8.self).contains("40.4"))
            }
        }
    }

    @Test func `what is cut off or no picture of ours is refused`() {
        for file in Self.files {
            for cut in stride(from: 16, to: file.count - 2, by: 7) {
                #expect(fault(Array(file[..<cut])) == .broken, "cut at \(cut) of \(file.count)")
            }
        }
        for text in [
            "", "GIF89a\u{1}\0\u{1}\0", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "<!doctype html><script>",
            "RIFF\0\0\0\0WAVE", "%PDF-1.7", "\u{FF}\u{D8}",
        ] { #expect(fault(Array(text.utf8)) == .unknownKind, "\(text)") }
        #expect(fault(Array(TestPictures.jpeg(8, 8).prefix(3))) == .broken)
    }

    @Test func `pixels have a limit, looked at before they are unpacked`() {
        for file in [TestPictures.jpeg(10_001, 1), TestPictures.png(10_001, 1), TestPictures.webp(10_001, 1)] {
            #expect(fault(file) == .tooManyPixels)
        }
        #expect(throws: PictureFault.tooManyPixels) { try Picture.check(width: 10_000, height: 4_001) }
        #expect(throws: Never.self) { try Picture.check(width: 10_000, height: 4_000) }
        // A header that promises 9,000 by 9,000 pixels, and nothing behind it.
        var promise = TestPictures.jpeg(16, 16)
        let frame = promise.indices.dropLast().first { promise[$0] == 0xFF && promise[$0 + 1] == 0xC0 } ?? 0
        promise.replaceSubrange((frame + 5)...(frame + 8), with: [0x23, 0x28, 0x23, 0x28])
        #expect(fault(promise) == .tooManyPixels)
    }

    @Test func `no mutation breaks the reader`() {
        var random = SplitMix64(seed: 40)
        let seeds = Self.files + [TestPictures.jpeg(40, 24, segments: TestPictures.exif(6, secret: "x"))]
        var (read, refused) = (0, 0)
        for _ in 0..<1_500 {
            do {
                let picture = try Picture(random.mutated(seeds[Int.random(in: 0..<seeds.count, using: &random)]))
                read += 1
                #expect(max(picture.large.width, picture.large.height) <= Picture.largeSide)
            } catch { refused += 1 }
        }
        #expect(read > 10 && refused > 100)
        print("Q13: 1,500 mutated pictures: \(read) read, \(refused) refused, crashes 0")
    }

    @Test func `many at once are read one after the other`() async throws {
        let desk = PictureDesk()
        let file = Self.files[0]
        let read = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<12 { group.addTask { try await desk.read(file) != nil } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(read == 12)
    }
}
