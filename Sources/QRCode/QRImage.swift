import CQREncode

/// QR codes as SVG images (ISO/IEC 18004, byte mode, error correction M: 15 % may be damaged).
package enum QRImage {
    /// Modules of light margin that readers need on each side.
    private static let quietZone = 4

    /// An SVG element, without a size, in black on white also in a dark page, since many readers need that.
    ///
    /// - Parameter text: At most 2,331 bytes of UTF-8.
    /// - Parameter title: Says what the code is for to who can't see it; plain text.
    /// - Returns: Nil when the text is empty or too long.
    package static func svg(_ text: String, title: String) -> String? {
        guard let modules = Modules(text) else { return nil }
        let side = modules.width + 2 * quietZone
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" role="img" \
            aria-label="\(escaped(title))" shape-rendering="crispEdges">\
            <title>\(escaped(title))</title><rect width="\(side)" height="\(side)" fill="#fff"/>\
            <path d="\(path(modules))" fill="#000"/></svg>
            """
    }

    /// One rectangle per run of dark modules in a row.
    private static func path(_ modules: Modules) -> String {
        var path = ""
        for row in 0..<modules.width {
            var column = 0
            while column < modules.width {
                guard modules.isDark(row, column) else {
                    column += 1
                    continue
                }
                let end = (column..<modules.width).first { !modules.isDark(row, $0) } ?? modules.width
                path += "M\(column + quietZone) \(row + quietZone)h\(end - column)v1h-\(end - column)z"
                column = end
            }
        }
        return path
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            // XML has no way to write control characters.
            case _ where scalar.properties.generalCategory == .control: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
