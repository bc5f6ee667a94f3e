/// What is done to every text that comes from outside, before anything looks at it.
extension String {
    /// Without spaces and line breaks at both ends.
    package var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// Trimmed, with line breaks as `\n` where `lines` allows them; nil when it holds control characters, direction overrides
    /// (which can make text read as something else), or more than eight combining marks in a row.
    package func cleaned(lines: Bool) -> String? {
        var output = String.UnicodeScalarView()
        var marks = 0
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x0D: continue
            case 0x0A where lines, 0x09 where lines: output.append(scalar)
            case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFFF9...0xFFFB, 0xFEFF, 0x200B, 0x2028,
                0x2029:
                return nil
            default:
                marks = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : marks + 1
                guard marks <= 8 else { return nil }
                output.append(scalar)
            }
        }
        return String(output).trimmed
    }
}
