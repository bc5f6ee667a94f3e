import Foundation

/// Wakes a thread that waits for a socket: a pipe that is polled beside it.
final class Doorbell: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    func ring() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }

    /// Returns after a ring, after `timeout_ms`, or when `socket` has something to read.
    func wait(_ timeout_ms: Int32, orReadable socket: Int32 = -1) {
        var polled = [
            pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&polled, 2, timeout_ms)
        var waste = [UInt8](repeating: 0, count: 64)
        while read(readEnd, &waste, waste.count) > 0 {}
    }
}
