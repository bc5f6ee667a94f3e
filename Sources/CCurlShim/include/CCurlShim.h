#pragma once
#include <curl/curl.h>

/// Swift takes all of libcurl from here: of two modules with curl.h in them, each would own a part of its names.
///
/// `curl_easy_setopt` and `curl_easy_getinfo` are variadic, which Swift cannot call; one typed door per kind of argument.
CURLcode curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode curl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode curl_set_string(CURL *handle, CURLoption option, const char *value);
/// Copies the bytes.
CURLcode curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count);
CURLcode curl_set_write(CURL *handle, CURLoption option, curl_write_callback callback);
CURLcode curl_set_progress(CURL *handle, curl_xferinfo_callback callback);
CURLcode curl_get_long(CURL *handle, CURLINFO info, long *value);
CURLcode curl_get_string(CURL *handle, CURLINFO info, const char **value);
