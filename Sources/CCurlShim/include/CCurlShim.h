#pragma once
#include <curl/curl.h>

/// `curl_easy_setopt` is variadic, which Swift cannot call; one typed door per kind of argument.
CURLcode curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode curl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode curl_set_string(CURL *handle, CURLoption option, const char *value);
CURLcode curl_set_write(CURL *handle, CURLoption option, curl_write_callback callback);
