#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H
#include <curl/curl.h>

// Swift can neither call variadic functions nor have their arguments checked, so each kind of option has a typed setter.

static inline CURLcode dazzle_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode dazzle_curl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode dazzle_curl_set_headers(CURL *easy, struct curl_slist *headers) {
    return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

// curl copies the bytes when it is told their number before it gets them.
static inline CURLcode dazzle_curl_set_body(CURL *easy, const void *bytes, size_t count) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, count == 0 ? "" : bytes) : code;
}

// Callbacks need a setter that knows their type, for the same reason.

typedef size_t (*dazzle_curl_receive)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode dazzle_curl_set_receivers(
    CURL *easy, dazzle_curl_receive header, dazzle_curl_receive body, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
    return code;
}

// Called before each connection, redirects and further addresses of a name included.
typedef curl_socket_t (*dazzle_curl_connect)(void *context, curlsocktype purpose, struct curl_sockaddr *address);

static inline CURLcode dazzle_curl_set_connector(CURL *easy, dazzle_curl_connect connect, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, connect);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context) : code;
}

// A macro, which Swift does not import.
static const curl_socket_t dazzle_curl_bad_socket = CURL_SOCKET_BAD;

// curl 7.85 replaced the bit mask by names; the mask still serves older ones.
static inline CURLcode dazzle_curl_allow_http_only(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

// Variadic as well: options of the multi handle, and what curl tells about a transfer.

static inline CURLMcode dazzle_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// The flags are casts in macros, which Swift does not import.
static inline CURLcode dazzle_curl_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

// The code is in a union, and means nothing before the transfer is done.
static inline CURLcode dazzle_curl_result(const CURLMsg *message) {
    return message->msg == CURLMSG_DONE ? message->data.result : CURLE_OK;
}

#endif
