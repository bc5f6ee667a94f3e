import CCurlShim

/// An easy handle of libcurl: one transfer after the other, and the connections that they leave open. One thread at a time may use
/// it. No transfer uses a proxy of the environment, signals, or TLS older than 1.2.
package final class EasyHandle {
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// For libcurl's own functions.
    package let pointer: UnsafeMutableRawPointer
    /// The first option that was not taken: without it a transfer would do something else than was meant.
    private var refusal = CURLE_OK
    private var listeners: [AnyObject] = []

    /// Nil when memory is short.
    package init?() {
        guard Self.isReady, let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        setAlways()
    }

    deinit {
        curl_easy_cleanup(pointer)
    }

    /// Forgets the options of the last transfer.
    package func reset() {
        curl_easy_reset(pointer)
        listeners = []
        refusal = CURLE_OK
        setAlways()
    }

    /// Blocks until the transfer has ended.
    package func perform() -> CURLcode {
        refusal == CURLE_OK ? curl_easy_perform(pointer) : refusal
    }

    private func setAlways() {
        // Without it libcurl uses signals for time-outs, which are for the whole process.
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROXY, "")
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    }

    /// Sees to it that the transfer fails with `code` unless all was well.
    func require(_ code: CURLcode) {
        if refusal == CURLE_OK { refusal = code }
    }
}

/// Options, and what is known after a transfer.
extension EasyHandle {
    package func set(_ option: CURLoption, _ value: Int) {
        require(curl_set_long(pointer, option, value))
    }

    /// libcurl copies the text; nil takes the option back.
    package func set(_ option: CURLoption, _ value: String?) {
        require(curl_set_string(pointer, option, value))
    }

    /// What it points to has to outlive the transfer, unless the option is one that copies.
    package func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
        require(curl_set_pointer(pointer, option, value))
    }

    func set(_ option: CURLoption, bytes: [UInt8]) {
        require(curl_set_blob(pointer, option, bytes, bytes.count))
    }

    package func number(_ info: CURLINFO) -> Int {
        var value = 0
        return curl_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    func text(_ info: CURLINFO) -> String? {
        var value: UnsafePointer<CChar>?
        return curl_get_string(pointer, info, &value) == CURLE_OK ? value.map { String(cString: $0) } : nil
    }

    /// Makes `listener` what a callback is given; it lives as long as the options do.
    func keep(_ listener: AnyObject, for option: CURLoption) {
        listeners.append(listener)
        set(option, Unmanaged.passUnretained(listener).toOpaque())
    }
}
