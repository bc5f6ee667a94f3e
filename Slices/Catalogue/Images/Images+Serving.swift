import House
import Kernel
import Storage
import Synchronization
import Web

/// Images ready to send, at most 16 MB of them: an address is asked for again and again while a link goes round. What is kept holds
/// while the business's pulse stands still.
final class ImageCache: Sendable {
    private struct Entry: Sendable {
        let answer: Answer
        let business: BusinessID
        let mark: UInt64
    }
    private struct State {
        var entries: [String: Entry] = [:]
        var bytes = 0
    }
    private static let bytesMost = 16_777_216
    private let pulse: Pulse
    private let state = Mutex(State())

    init(_ pulse: Pulse) { self.pulse = pulse }

    func answer(_ path: String) -> Answer? {
        guard let entry = state.withLock({ $0.entries[path] }),
            pulse.isStill(entry.business.rawValue, since: entry.mark)
        else { return nil }
        return entry.answer
    }

    /// - Parameter mark: the pulse's, from before the image was read.
    func keep(_ answer: Answer, _ path: String, _ business: BusinessID, mark: UInt64) {
        guard answer.body.count <= Self.bytesMost / 4 else { return }
        state.withLock { state in
            state.bytes -= state.entries[path]?.answer.body.count ?? 0
            if state.bytes + answer.body.count > Self.bytesMost { state = State() }
            state.entries[path] = Entry(answer: answer, business: business, mark: mark)
            state.bytes += answer.body.count
        }
    }
}

extension CatalogueSlice {
    var imagePages: [PageRoute] {
        [
            .get(
                "/images/{business_id}/{name}", access: .anyone,
                shortcut: { incoming, _ in imageCache.answer(incoming.path) }
            ) { visit in try await serve(visit) }
        ]
    }

    /// An image under headers of its own: whatever its bytes were, no browser would run them.
    private func serve(_ visit: Visit) async throws -> Answer {
        let business: BusinessID = try visit.id("business_id")
        guard let name = ImageName(visit.parameter("name")) else { throw Problem.notFound }
        let mark = house.pulse.mark
        let bytes = try await house.store.read { db in
            try db.imageFile(business, name.id, name.size, hash: name.hash)
        }
        guard let bytes else { throw Problem.notFound }
        let headers = [
            ("content-type", "image/webp"), ("cache-control", "public, max-age=31536000, immutable"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
            ("content-disposition", "inline"),
        ]
        let answer = Answer(200, headers: headers, body: bytes)
        imageCache.keep(answer, visit.incoming.path, business, mark: mark)
        return answer
    }
}

/// The last part of an image's address: `img_1f8k-card-0123456789abcdef.webp`.
struct ImageName {
    let id: ImageID
    let size: ImageSize
    let hash: String

    init?(_ text: String) {
        guard text.hasSuffix(".webp") else { return nil }
        let parts = text.dropLast(5).split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let id = ImageID(parts[0]), let size = ImageSize(rawValue: parts[1]) else { return nil }
        (self.id, self.size, hash) = (id, size, parts[2])
    }
}
