#include "curl_failure.hpp"

#include <fmt/format.h>

#include <system_error>

namespace ws::net
{
namespace
{

// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor): the base has none, and nobody deletes it
class category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "curl"; }
    std::string message(int value) const override { return curl_easy_strerror(static_cast<CURLcode>(value)); }
};

error_code code_of_refusal(refusal why)
{
    switch (why)
    {
    case refusal::head_too_large:
    case refusal::body_too_large:
        return errc::too_large;
    case refusal::by_receiver:
        return errc::malformed_input;
    case refusal::out_of_memory:
    case refusal::none:
        break;
    }
    return errc::unavailable;
}

std::string text_of_refusal(const transfer_facts& f)
{
    switch (f.refused)
    {
    case refusal::head_too_large:
        return fmt::format("the headers {} answers with are too long", f.authority);
    case refusal::body_too_large:
        return fmt::format(
            "the answer of {} is longer than {} bytes", f.authority, f.request.max_response_bytes);
    case refusal::by_receiver:
        return fmt::format("the answer of {} is not what was expected", f.authority);
    case refusal::out_of_memory:
    case refusal::none:
        break;
    }
    return fmt::format("no memory for the answer of {}", f.authority);
}

error_code code_of(CURLcode code, const transfer_facts& f)
{
    if (f.refused != refusal::none)
        return code_of_refusal(f.refused);
    switch (code)
    {
    case CURLE_OPERATION_TIMEDOUT:
        return errc::timed_out;
    case CURLE_WEIRD_SERVER_REPLY:
        return errc::malformed_input;
    case CURLE_UNSUPPORTED_PROTOCOL: // an answer without status line: libcurl takes it for HTTP/0.9
        if (f.may_have_arrived)
            return errc::malformed_input;
        break;
    default:
        break;
    }
    return {static_cast<int>(code), curl_category()};
}

/// libcurl's own words only where they cannot hold a header, a body or the URL.
std::string text_of(CURLcode code, const transfer_facts& f)
{
    const std::string detail =
        f.detail.empty() ? std::string(curl_easy_strerror(code)) : std::string(f.detail);
    switch (code)
    {
    case CURLE_COULDNT_RESOLVE_HOST:
        return fmt::format("no such host: {}", f.host);
    case CURLE_COULDNT_CONNECT:
        if (f.os_error != 0)
            return fmt::format(
                "cannot connect to {}: {}", f.authority,
                std::generic_category().message(static_cast<int>(f.os_error)));
        return fmt::format("cannot connect to {}", f.authority);
    case CURLE_OPERATION_TIMEDOUT:
        return fmt::format(
            "no connection to {} within {} ms", f.authority, f.request.connect_timeout.count());
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
        return fmt::format("no TLS with {}: {}", f.authority, detail);
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
        return fmt::format("what {} answers is not HTTP", f.authority);
    case CURLE_GOT_NOTHING:
        return fmt::format("{} closed the connection without an answer", f.authority);
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_ABORTED_BY_CALLBACK:
        return fmt::format(
            "{} closed a connection that was kept open, without an answer; not sent again", f.authority);
    case CURLE_BAD_CONTENT_ENCODING:
        return fmt::format("the answer of {} cannot be decompressed", f.authority);
    case CURLE_PARTIAL_FILE:
        return fmt::format("the answer of {} broke off", f.authority);
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return fmt::format("the connection to {} failed: {}", f.authority, detail);
    default:
        return fmt::format("cannot ask {}: {}", f.authority, curl_easy_strerror(code));
    }
}

} // namespace

const boost::system::error_category& curl_category() noexcept
{
    static const category instance;
    return instance;
}

transfer_failure failure_of(CURLcode code, const transfer_facts& f)
{
    return {
        .code = code_of(code, f),
        .message = f.refused != refusal::none ? text_of_refusal(f) : text_of(code, f),
        .may_have_arrived = f.may_have_arrived};
}

} // namespace ws::net
