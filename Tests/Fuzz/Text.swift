import Kernel
import Storage

@testable import Web

/// Texts that people type, on their way to a page, a mail, a calendar and a search.
func fuzzText(_ bytes: [UInt8]) {
    var input = Input(bytes)
    switch input.choice(of: 8) {
    case 0: clean(input.text)
    case 1: contact(input.text)
    case 2: slug(input.text)
    case 3: page(input.text)
    case 4: mail(input.line(), input.text)
    case 5: search(input.text)
    case 6: calendar(input.text)
    default: details(input.text)
    }
}

private func clean(_ text: String) {
    for lines in [false, true] {
        guard let once = text.cleaned(lines: lines) else { continue }
        hold(once.cleaned(lines: lines).map { $0.utf8.elementsEqual(once.utf8) } ?? false, "cleaned twice")
        hold(
            once.unicodeScalars.allSatisfy { $0.value >= 0x20 || lines && ($0 == "\n" || $0 == "\t") }, "holds controls"
        )
        hold(once.utf8.count <= text.utf8.count, "has grown")
    }
}

private func contact(_ text: String) {
    if let email = Contact.normalised(email: text) {
        hold(Contact.normalised(email: email) == email, "normalised twice: \(email)")
        hold(email.utf8.count { $0 == UInt8(ascii: "@") } == 1 && email.utf8.count <= 254, "no address: \(email)")
        hold(email.unicodeScalars.allSatisfy { $0.value > 0x20 && !"<>()[]\\,;:\"".unicodeScalars.contains($0) }, email)
    }
    if let address = EmailAddress(text) {
        hold(address.ascii.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "not for the wire: \(address.ascii)")
        hold(EmailAddress(address.ascii) == address, "another address: \(address.ascii)")
    }
    if let phone = Contact.normalised(phone: text) {
        hold(Contact.normalised(phone: phone) == phone, "normalised twice: \(phone)")
        hold(
            (6...16).contains(phone.utf8.count) && phone.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) },
            phone)
    }
}

private func slug(_ text: String) {
    if let slug = Slug(text) { hold(slug.description == text && Encoding.encoded(text) == text, "no slug: \(text)") }
    // A name of a reserved word gets a number.
    let stem = Slug.stem(text)
    hold(Slug(stem) != nil || Slug("\(stem)-2") != nil, "no slug: \(stem)")
}

private func page(_ text: String) {
    let escaped = text.htmlEscaped
    hold(escaped.utf8.allSatisfy { !"<>\"'".utf8.contains($0) }, "not escaped: \(escaped)")
    var back: [UInt8] = []
    var rest = Array(escaped.utf8)[...]
    let names: [(String, Character)] = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "&") else { back.append(byte); continue }
        let found = names.first { rest.starts(with: $0.0.utf8.dropFirst()) }
        hold(found != nil, "not escaped: \(escaped)")
        back += Array(String(found?.1 ?? "?").utf8)
        rest = rest.dropFirst((found?.0.utf8.count ?? 1) - 1)
    }
    hold(back.elementsEqual(text.utf8), "escaped otherwise: \(escaped)")
}

private func mail(_ name: String, _ subject: String) {
    var values = [HeaderText.unstructured(subject), HeaderText.messageID(subject)]
    if let address = EmailAddress("maria@example.org") {
        values.append(HeaderText.mailbox(Mailbox(address, name: name)))
    }
    for value in values {
        let bytes = Array(value.utf8)
        hold(bytes.allSatisfy { (0x20...0x7E).contains($0) || $0 == 13 || $0 == 10 }, "not ASCII: \(value)")
        for (index, byte) in bytes.enumerated() where byte == 13 || byte == 10 {
            // A line's end is followed by a space: the header goes on.
            let next: [UInt8] = byte == 13 ? [10, 32] : [32]
            hold(bytes[(index + 1)...].starts(with: next), "another header: \(value)")
            hold(byte == 13 || index > 0 && bytes[index - 1] == 13, "a bare line feed: \(value)")
        }
        hold(value.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 990 }, "too long a line")
    }
}

private func search(_ text: String) {
    for isPrefix in [false, true] {
        for case .text(let pattern) in SearchText(text, isPrefix: isPrefix).isIn("name").values {
            let inner = pattern.unicodeScalars.dropFirst(isPrefix ? 0 : 1).dropLast()
            var isEscaped = false
            for scalar in inner {
                hold(isEscaped || scalar != "%" && scalar != "_", "a pattern of a stranger's: \(pattern)")
                isEscaped = !isEscaped && scalar == "\\"
            }
            hold(!isEscaped, "an open escape: \(pattern)")
        }
    }
}

private func calendar(_ text: String) {
    let once = cleaned(text)
    hold(once.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control || $0 == "\n" }, "holds controls")
    hold(cleaned(once) == once, "cleaned twice")
    let parameter = parameterText(text)
    hold(isOneLine(parameter) && !parameter.utf8.contains(UInt8(ascii: "\"")), "leaves its parameter: \(parameter)")
}

private func details(_ text: String) {
    guard let read = try? ResourceDetails.read(text) else { return }
    hold((read.members ?? []).count <= 30 && read.text.utf8.count <= 4_000, "too much")
    let again = try? ResourceDetails.read(ResourceDetails.text(read))
    hold(again == read, "reads otherwise: \(read.text)")
}
