import CCurlShim

/// What listens during a transfer; each may end it by answering false.
extension EasyHandle {
    package typealias Hears = (UnsafeRawBufferPointer) -> Bool

    /// Each line of headers, or of a server's replies, with its line break.
    package func onLine(_ hears: @escaping Hears) {
        listen(CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA, hears)
    }

    /// Each part of the body.
    package func onBody(_ hears: @escaping Hears) {
        listen(CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA, hears)
    }

    /// Asked at least once a second.
    package func goOn(while wanted: @escaping () -> Bool) {
        keep(Listener(wanted), for: CURLOPT_XFERINFODATA)
        set(CURLOPT_NOPROGRESS, 0)
        require(
            curl_set_progress(pointer) { listener, _, _, _, _ in
                guard let listener else { return 1 }
                return Unmanaged<Listener<() -> Bool>>.fromOpaque(listener).takeUnretainedValue().call() ? 0 : 1
            })
    }

    private func listen(_ function: CURLoption, _ data: CURLoption, _ hears: @escaping Hears) {
        keep(Listener(hears), for: data)
        require(
            curl_set_write(pointer, function) { bytes, size, count, listener in
                guard let bytes, let listener else { return 0 }
                let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return Unmanaged<Listener<Hears>>.fromOpaque(listener).takeUnretainedValue().call(part) ? part.count : 0
            })
    }
}

/// A closure that libcurl can point to.
private final class Listener<Call> {
    let call: Call

    init(_ call: Call) { self.call = call }
}
