import Kernel
import Testing
import Web

@testable import Catalogue

@Suite struct SlugStemTests {
    @Test(arguments: [
        ("Swim School Retiro", "swim-school-retiro"), ("Peluquería Núñez & Söhne", "peluqueria-nunez-sohne"),
        ("  O’Brien's   Gym!! ", "o-brien-s-gym"), ("A", "book-a"), ("★", "book-us"),
    ])
    func `a slug is made from the name`(_ name: String, _ slug: String) {
        #expect(Slug.stem(name) == slug)
    }

    @Test(arguments: ["Школа плавания", "東京陶芸", "مدرسة", String(repeating: "long name ", count: 40), "---", "9"])
    func `whatever the name, its stem is a slug`(_ name: String) {
        #expect(Slug(Slug.stem(name)) != nil)
    }

    @Test func `the refund tiers follow the settings, and hours that do not descend leave out the half`() {
        var settings = BookingSettings()
        #expect(settings.refunds == .standard)
        settings.fullRefundHours = 4
        #expect(settings.refunds.tiers == [RefundTier(hoursBefore: 4, basisPoints: 10_000)])
    }

    @Test func `what a change does not name stays`() {
        let changed = BookingSettings().changed(by: Fields(["booking_expiry_hours": 48]))
        var expected = BookingSettings()
        expected.expiryHours = 48
        #expect(changed == expected)
    }
}
