#pragma once
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic and so invisible to Swift: one function for each signature that is needed.
static inline CURLcode fleet_curl_set_long(CURL *handle, CURLoption option, long value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode fleet_curl_set_large(CURL *handle, CURLoption option, curl_off_t value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode fleet_curl_set_text(CURL *handle, CURLoption option, const char *value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode fleet_curl_set_pointer(CURL *handle, CURLoption option, void *value) { return curl_easy_setopt(handle, option, value); }
typedef size_t (*fleet_curl_write)(char *, size_t, size_t, void *);
static inline CURLcode fleet_curl_set_write(CURL *handle, CURLoption option, fleet_curl_write value) { return curl_easy_setopt(handle, option, value); }
typedef curl_socket_t (*fleet_curl_open)(void *, curlsocktype, struct curl_sockaddr *);
static inline CURLcode fleet_curl_set_open(CURL *handle, fleet_curl_open value) { return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value); }
static inline CURLcode fleet_curl_set_before(CURL *handle, curl_prereq_callback value) { return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value); }
static inline CURLcode fleet_curl_get_long(CURL *handle, CURLINFO info, long *value) { return curl_easy_getinfo(handle, info, value); }
static inline CURLcode fleet_curl_get_pointer(CURL *handle, CURLINFO info, void **value) { return curl_easy_getinfo(handle, info, value); }
static inline CURLcode fleet_curl_get_large(CURL *handle, CURLINFO info, curl_off_t *value) { return curl_easy_getinfo(handle, info, value); }
static inline CURLMcode fleet_curl_multi_set_long(CURLM *handle, CURLMoption option, long value) { return curl_multi_setopt(handle, option, value); }
// The message's union has a member that Swift cannot name.
static inline CURLcode fleet_curl_message_result(CURLMsg *message) { return message->data.result; }
