import CoreMetrics
import Foundation

/// What the system says about this process, under Prometheus's own names.
package enum ProcessFigures {
    /// Looks at every collection. Where the system has no `/proc`, nothing is shown.
    package static func watch(_ registry: Registry) {
        let memory = Meter(label: "process_resident_memory_bytes", factory: registry)
        let files = Meter(label: "process_open_fds", factory: registry)
        let cpu = Meter(label: "process_cpu_seconds", factory: registry)
        let start = Meter(label: "process_start_time_seconds", factory: registry)
        registry.describe("process_resident_memory_bytes", "Memory that is held, in bytes.")
        registry.describe("process_open_fds", "Open files and connections.")
        registry.describe("process_cpu_seconds", "Processor time used so far, in seconds.")
        registry.describe("process_start_time_seconds", "When the process began, in seconds since 1970.")
        start.set(Date().timeIntervalSince1970)
        registry.onCollect {
            if let pages = number(1, of: "/proc/self/statm") {
                memory.set(pages * Double(sysconf(Int32(_SC_PAGESIZE))))
            }
            if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
                files.set(open.count)
            }
            cpu.set(processorSeconds)
        }
    }

    private static func number(_ index: Int, of path: String) -> Double? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let words = text.split(separator: " ")
        return index < words.count ? Double(words[index]) : nil
    }

    private static var processorSeconds: Double {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        return Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }
}
