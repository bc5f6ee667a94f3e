import CCurlShim

/// A list of strings that libcurl can read; freed with this.
package final class StringList {
    package private(set) var list: UnsafeMutablePointer<curl_slist>?

    package init() {}

    deinit {
        curl_slist_free_all(list)
    }

    package func append(_ text: String) {
        // Short of memory, libcurl answers nil and leaves the list as it was.
        if let longer = curl_slist_append(list, text) { list = longer }
    }
}
