/// Prometheus's text format, version 0.0.4.
enum Exposition {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    static func text(_ series: [SeriesKey: any Series], _ help: [String: String]) -> String {
        var text = ""
        var last: String?
        for (key, series) in series.sorted(by: { $0.key < $1.key }) {
            let reading = series.reading
            if reading.isSilent { continue }
            if key.name != last {
                if let help = help[key.name] { text += "# HELP \(key.name) \(escaped(help, quotes: false))\n" }
                text += "# TYPE \(key.name) \(type(reading))\n"
                last = key.name
            }
            append(reading, key, to: &text)
        }
        return text
    }

    private static func append(_ reading: Reading, _ key: SeriesKey, to text: inout String) {
        switch reading {
        case .counter(let total): text += line(key.name, key.labels, "\(total)")
        case .gauge(let value): text += line(key.name, key.labels, number(value))
        case .histogram(let buckets, let count, let sum):
            let all = buckets.map { (number($0.bound), $0.count) } + [("+Inf", count)]
            for (bound, count) in all {
                text += line("\(key.name)_bucket", key.labels + [.init(name: "le", value: bound)], "\(count)")
            }
            text += line("\(key.name)_sum", key.labels, number(sum))
            text += line("\(key.name)_count", key.labels, "\(count)")
        }
    }

    private static func line(_ name: String, _ labels: [SeriesKey.Label], _ value: String) -> String {
        guard !labels.isEmpty else { return "\(name) \(value)\n" }
        let shown = labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
        return "\(name){\(shown)} \(value)\n"
    }

    private static func type(_ reading: Reading) -> String {
        switch reading {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    /// Whole numbers without a fraction.
    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\"" where quotes: output += "\\\""
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}

extension Registry {
    /// The content type of what `collect` gives.
    package static var contentType: String { Exposition.contentType }
}
