import Foundation
import Web

extension Slug {
    /// `Peluquería Nuñez & Söhne` → `peluqueria-nunez-sohne`; at least 3 characters, at most 80.
    static func stem(_ name: String) -> String {
        let latin = name.applyingTransform(.toLatin, reverse: false) ?? name
        let plain = latin.folding(options: [.diacriticInsensitive, .caseInsensitive, .widthInsensitive], locale: nil)
        let words = plain.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let stem = String(words.joined(separator: "-").prefix(80)).trimmingCharacters(
            in: CharacterSet(charactersIn: "-"))
        return stem.count >= 3 ? stem : "book-" + (stem.isEmpty ? "us" : stem)
    }
}
