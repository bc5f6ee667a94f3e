import CCurlShim
import Foundation

/// Whose certificates are believed; without any of these, the system's.
extension EasyHandle {
    /// Those in `file`, and no others.
    package func trust(only file: String) {
        set(CURLOPT_CAINFO, file)
        // libcurl would look into the system's folder besides.
        set(CURLOPT_CAPATH, nil as String?)
    }

    /// The system's, and those in `file`.
    package func trust(besidesSystem file: String) {
        guard let more = FileManager.default.contents(atPath: file) else { return require(CURLE_SSL_CACERT_BADFILE) }
        // Where the system has a folder only, libcurl looks into it besides the file.
        guard let system = text(CURLINFO_CAINFO) else { return set(CURLOPT_CAINFO, file) }
        let theirs = FileManager.default.contents(atPath: system) ?? Data()
        set(CURLOPT_CAINFO_BLOB, bytes: Array(theirs) + [0x0A] + Array(more))
    }
}
