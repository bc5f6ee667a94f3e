import Foundation
import Synchronization

/// One folder per test program for what its tests leave on the disk; removed when the program ends.
package final class TestFolder: Sendable {
    package static let shared = TestFolder()

    private let root: URL
    private let count = Mutex(0)

    private init() {
        root = URL(fileURLWithPath: NSTemporaryDirectory())
            .appendingPathComponent("daybook-tests-\(ProcessInfo.processInfo.processIdentifier)")
        atexit { try? FileManager.default.removeItem(at: TestFolder.shared.root) }
    }

    /// A path for `name` in a new folder of its own.
    package func path(for name: String) -> String {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let folder = root.appendingPathComponent(String(number))
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.appendingPathComponent(name).path
    }
}
