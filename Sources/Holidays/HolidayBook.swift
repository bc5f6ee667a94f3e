/// The holidays of many countries, from the file that `bin/holidays` writes.
package enum HolidayBook {
    /// The years that it reaches over.
    package static let years = head.years
    /// What it was made by: `holidays 0.109`.
    package static let source = head.source
    /// By code.
    package static let countries: [HolidayCountry] = blocks.compactMap { HolidayCountry(block: $0) }

    package static func country(_ code: String) -> HolidayCountry? { byCode[code] }

    private static let byCode = Dictionary(uniqueKeysWithValues: countries.map { ($0.code, $0) })
    private static let lines = (Embedded.files["Assets/holidays.txt"] ?? "").split(separator: "\n")

    private static let head: (source: String, years: ClosedRange<Int>) = {
        let fields = (lines.first ?? "").split(separator: "|").map { $0.drop { "# ".contains($0) } }
        guard fields.count == 3, let first = Int(fields[1]), let last = Int(fields[2]), first <= last else {
            return ("", 0...0)
        }
        return (String(fields[0]), first...last)
    }()

    private static let blocks: [[Substring]] = lines.dropFirst().reduce(into: []) { blocks, line in
        if line.hasPrefix("C|") { blocks.append([]) }
        if !blocks.isEmpty { blocks[blocks.count - 1].append(line) }
    }
}
