#include "curl_transfer.hpp"

#include <ws/net/header_tokens.hpp>

#include <algorithm>
#include <new>

namespace ws::net
{
namespace
{

template <class Value>
void set(CURL* easy, CURLoption option, Value value)
{
    if (const auto code = curl_easy_setopt(easy, option, value); code != CURLE_OK)
        throw boost::system::system_error(static_cast<int>(code), curl_category());
}

/// What curl_transfer decides alone: a second one would change how the request is framed.
bool is_ours(std::string_view name)
{
    constexpr std::string_view ours[] = {"host", "content-length", "transfer-encoding", "expect"};
    return std::any_of(
        std::begin(ours), std::end(ours), [&](std::string_view own) { return same_text(name, own); });
}

bool has_header(const outgoing_request& request, std::string_view name)
{
    return std::any_of(
        request.headers.begin(), request.headers.end(),
        [&](const http_header& header) { return same_text(header.name, name); });
}

/// POST is to say how long its body is, also where it has none.
bool sends_body(const outgoing_request& request)
{
    return !request.body.empty() || request.method == "POST" || request.method == "PUT" ||
           request.method == "PATCH";
}

} // namespace

curl_transfer::curl_transfer(const http_client_options& options)
    : http2_(options.http2), easy_(curl_easy_init())
{
    if (!easy_)
        throw std::bad_alloc();
    set_constant_options(options);
}

void curl_transfer::set_constant_options(const http_client_options& options)
{
    CURL* easy = easy_.get();
    set(easy, CURLOPT_PRIVATE, this);
    set(easy, CURLOPT_ERRORBUFFER, error_text_.data());
    set(easy, CURLOPT_NOSIGNAL, 1L);
    // Without it an aborted transfer waits, and the loop with it, for the thread that resolves its name.
    set(easy, CURLOPT_QUICK_EXIT, 1L);

    set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_PROXY, ""); // not the environment's either
    set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(easy, CURLOPT_PATH_AS_IS, 1L);
    set(easy, CURLOPT_ACCEPT_ENCODING, ""); // all that libcurl can undo
    if (!options.user_agent.empty())
        set(easy, CURLOPT_USERAGENT, options.user_agent.c_str());

    set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options.ca_file.empty())
        set(easy, CURLOPT_CAINFO, options.ca_file.c_str());

    set(easy, CURLOPT_TCP_NODELAY, 1L);
    set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    set(easy, CURLOPT_PIPEWAIT, 1L);
    // libcurl counts whole seconds and lets the last one pass.
    set(easy, CURLOPT_MAXAGE_CONN, std::max(1L, static_cast<long>(options.max_idle.count()) - 1));
    set(easy, CURLOPT_MAXLIFETIME_CONN, std::max(1L, static_cast<long>(options.max_age.count())));

    set(easy, CURLOPT_HEADERFUNCTION, &on_header);
    set(easy, CURLOPT_HEADERDATA, this);
    set(easy, CURLOPT_WRITEFUNCTION, &on_piece);
    set(easy, CURLOPT_WRITEDATA, this);
    set(easy, CURLOPT_READFUNCTION, &give_body);
    set(easy, CURLOPT_READDATA, this);
    set(easy, CURLOPT_SEEKFUNCTION, &rewind_body);
    set(easy, CURLOPT_SEEKDATA, this);
    set(easy, CURLOPT_PREREQFUNCTION, &before_request);
    set(easy, CURLOPT_PREREQDATA, this);
    set(easy, CURLOPT_DEBUGFUNCTION, &on_trace);
    set(easy, CURLOPT_DEBUGDATA, this);
}

void curl_transfer::prepare(const outgoing_request& request, const http_origin& origin)
{
    request_ = &request;
    origin_ = &origin;
    response_.begin(request);
    began_ = std::chrono::steady_clock::now();
    body_given_ = 0;
    asked_ = false;
    stream_ = 0;
    refused_unread_ = false;
    refused_head_bytes_ = 0;
    error_text_[0] = '\0';

    set(easy(), CURLOPT_URL, request.url.c_str());
    set_body(request);
    set_headers(request, origin);
    set_connection(request, origin);
}

void curl_transfer::set_body(const outgoing_request& request)
{
    CURL* easy = easy_.get();
    set(easy, CURLOPT_NOBODY, 0L);
    if (sends_body(request))
    {
        const bool by_callback = !request.repeatable && !request.body.empty();
        set(easy, CURLOPT_POST, 1L);
        set(easy, CURLOPT_POSTFIELDS, by_callback ? nullptr : request.body.data());
        set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    else if (request.method == "HEAD")
    {
        set(easy, CURLOPT_NOBODY, 1L);
    }
    else
    {
        set(easy, CURLOPT_HTTPGET, 1L);
    }
    set(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void curl_transfer::set_headers(const outgoing_request& request, const http_origin& origin)
{
    headers_.reset();
    for (const auto& header : request.headers)
        if (!is_ours(header.name))
            // The form with ';' is libcurl's for a header without value: with ':' it would take one away.
            append_header(
                trimmed(header.value).empty() ? header.name + ';' : header.name + ": " + header.value);
    if (sends_body(request))
    {
        append_header("Expect:");
        if (!has_header(request, "content-type"))
            append_header("Content-Type:");
    }
    // Between two processes of one machine compression saves nothing and costs both of them.
    if (!origin.tls() && origin.is_loopback() && !has_header(request, "accept-encoding"))
        append_header("Accept-Encoding:");
    set(easy(), CURLOPT_HTTPHEADER, headers_.get());
}

void curl_transfer::append_header(const std::string& line)
{
    curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
    if (!longer)
        throw std::bad_alloc();
    // The list's first member is the list.
    static_cast<void>(headers_.release());
    headers_.reset(longer);
}

void curl_transfer::set_connection(const outgoing_request& request, const http_origin& origin)
{
    CURL* easy = easy_.get();
    const bool alone = !request.repeatable && request.body.empty();
    const bool http2 = http2_ && origin.tls() && !alone;
    set(easy, CURLOPT_FRESH_CONNECT, alone ? 1L : 0L);
    set(easy, CURLOPT_HTTP_VERSION,
        static_cast<long>(http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
    set(easy, CURLOPT_VERBOSE, http2 && !request.repeatable ? 1L : 0L);
    // 0 would be libcurl's own default, minutes.
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, std::max(1L, static_cast<long>(request.connect_timeout.count())));
}

} // namespace ws::net
