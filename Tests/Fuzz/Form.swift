@testable import Web

/// Addresses, queries and forms, with files and without.
func fuzzForm(_ bytes: [UInt8]) {
    var input = Input(bytes)
    switch input.choice(of: 4) {
    case 0: encoded(input.text)
    case 1: pairs(input.text)
    case 2: multipart(input.line(), input.bytes)
    default: route(input.text)
    }
}

private func encoded(_ text: String) {
    let encoded = Encoding.encoded(text)
    hold(
        encoded.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"/?#&=+".utf8.contains($0) }, "not encoded: \(encoded)"
    )
    for isForm in [false, true] {
        let back = Encoding.decoded(encoded, form: isForm)
        hold(
            text.utf8.contains(0) ? back == nil || !encoded.contains("%") : same(back, text),
            "decodes otherwise: \(encoded)")
        guard text.utf8.contains(0x25), let decoded = Encoding.decoded(text, form: isForm) else { continue }
        hold(!decoded.utf8.contains(0), "holds NUL")
        hold(same(Encoding.decoded(Encoding.encoded(decoded)), decoded), "decodes otherwise: \(text)")
    }
}

/// Equal byte for byte; `==` takes é for e and its accent.
private func same(_ left: String?, _ right: String) -> Bool { left.map { $0.utf8.elementsEqual(right.utf8) } ?? false }

private func pairs(_ text: String) {
    guard let pairs = Encoding.pairs(text) else { return }
    hold(pairs.count <= 200, "too many pairs")
    let again = pairs.map { "\(Encoding.encoded($0))=\(Encoding.encoded($1))" }.joined(separator: "&")
    hold(!text.utf8.contains(0), "holds NUL")
    hold(Encoding.pairs(again) == pairs, "pairs read otherwise: \(again)")
}

private func multipart(_ contentType: String, _ body: [UInt8]) {
    if let boundary = Multipart.boundary(contentType) {
        hold((1...70).contains(boundary.utf8.count) && isOneLine(boundary), "no boundary: \(boundary)")
    }
    for type in [contentType, "multipart/form-data; boundary=x"] {
        guard let form = try? Multipart(body, contentType: type) else { continue }
        let fileBytes = form.files.values.reduce(0) { $0 + $1.bytes.count }
        let textBytes = form.texts.values.reduce(0) { $0 + $1.utf8.count }
        hold(form.texts.count + form.files.count <= Multipart.partsMost, "too many parts")
        hold(fileBytes + textBytes <= body.count && textBytes <= 2 * Multipart.textBytesMost, "more than was sent")
        hold(form.texts.values.allSatisfy { !$0.utf8.contains(0) }, "holds NUL")
        let names = Array(form.texts.keys) + form.files.values.map(\.name)
        hold(names.allSatisfy { !$0.contains(where: \.isNewline) }, "a name of several lines")
    }
}

private let table = {
    var table = RouteTable<Int>()
    let paths = [
        "/", "/book/{slug}", "/book/{slug}/visit", "/book/{slug}/{offering_id}/at/{start}", "/{slug}/book",
        "/b/{a}/{b}",
    ]
    for (number, path) in paths.enumerated() { table.add(.get, path, number) }
    return table
}()

private func route(_ path: String) {
    guard case .found(let number, let parameters) = table.match(.get, path) else { return }
    hold((0...5).contains(number), "no route of ours")
    hold(parameters.values.allSatisfy { $0.unicodeScalars.count <= 120 }, "too long a parameter")
    // Slashes around and doubled ones make no other route.
    if case .found(let again, let same) = table.match(.get, "//\(path)//") {
        hold(again == number && same == parameters, "slashes lead elsewhere: \(path)")
    }
}
