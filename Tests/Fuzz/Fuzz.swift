import Foundation

// A target reads bytes as a stranger's, and stops the process when a promise is broken. libFuzzer makes the bytes.

typealias Target = @Sendable (_ bytes: [UInt8]) -> Void

let targets: [String: Target] = [
    "json": fuzzJSON, "form": fuzzForm, "header": fuzzHeader, "text": fuzzText, "value": fuzzValue, "zone": fuzzZone,
    "picture": fuzzPicture,
]

private let target: Target = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = targets[name] else {
        fatalError("FUZZ_TARGET is none of \(targets.keys.sorted().joined(separator: " "))")
    }
    return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// A promise: stops the process unless it is kept.
func hold(_ promise: @autoclosure () -> Bool, _ what: @autoclosure () -> String, line: UInt = #line) {
    if !promise() { fatalError("broken promise in line \(line): \(what())") }
}

/// The input, taken apart: its first byte chooses what is tried, the rest is what a stranger sends.
struct Input {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// 0 to `count` − 1; 0 at the end.
    mutating func choice(of count: Int) -> Int { Int(rest.popFirst() ?? 0) % count }

    /// Up to the next line's end, without it.
    mutating func line() -> String {
        let line = rest.prefix { $0 != 10 }
        rest = rest.dropFirst(line.count + 1)
        return String(decoding: line, as: UTF8.self)
    }

    var bytes: [UInt8] { Array(rest) }
    var text: String { String(decoding: rest, as: UTF8.self) }
}

/// What may stand in a text of one line: no controls.
func isOneLine(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0 != "\u{2028}" && $0 != "\u{2029}" }
}
