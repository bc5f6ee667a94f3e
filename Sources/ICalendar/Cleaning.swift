/// Text without the characters that the format forbids: controls, except for line breaks, which are all made LF
/// (libical escapes them).
func cleaned(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var wasReturn = false
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\r", "\u{2028}", "\u{2029}", "\u{85}": result.append("\n")
        case "\n": if !wasReturn { result.append("\n") }
        case "\t": result.append(" ")
        case _ where scalar.properties.generalCategory == .control: break
        default: result.append(scalar)
        }
        wasReturn = scalar == "\r"
    }
    return String(result)
}

/// Text for a parameter, which knows no escapes: in one line, without double quotes. A quote with an accent on it is another letter,
/// and a quote all the same to whoever reads bytes.
func parameterText(_ text: String) -> String {
    let words = cleaned(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    var result = String.UnicodeScalarView()
    result.append(contentsOf: words.prefix(200).unicodeScalars.map { $0 == "\"" ? "'" : $0 })
    return String(result)
}

/// Whether a text is an absolute URL of the web, in visible ASCII.
func isPlainURL(_ text: String) -> Bool {
    (text.hasPrefix("https://") || text.hasPrefix("http://")) && text.utf8.allSatisfy { (33...126).contains($0) }
}
