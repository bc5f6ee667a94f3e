import CQREncode

/// The dark and light squares of a code.
struct Modules {
    /// How many of them a side has, 21 to 177.
    let width: Int
    private let cells: [UInt8]

    /// The smallest code that holds the text; nil when none does, or when there is no text.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else {
            return nil
        }
        defer { QRcode_free(code) }
        width = Int(code.pointee.width)
        cells = Array(UnsafeBufferPointer(start: code.pointee.data, count: width * width))
    }

    func isDark(_ row: Int, _ column: Int) -> Bool {
        // The other bits say what a module is for.
        cells[row * width + column] & 1 == 1
    }
}
