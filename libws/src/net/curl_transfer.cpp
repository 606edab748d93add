#include "curl_transfer.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

namespace ws::net
{
namespace
{

std::optional<std::uint32_t> number_behind(std::string_view text, std::string_view name) noexcept
{
    const auto at = text.find(name);
    if (at == std::string_view::npos)
        return std::nullopt;
    text.remove_prefix(at + name.size());
    std::uint32_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    return parsed.ec == std::errc() ? std::optional(number) : std::nullopt;
}

} // namespace

curl_transfer& curl_transfer::of(CURL* easy)
{
    char* self = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &self);
    return *reinterpret_cast<curl_transfer*>(self);
}

std::size_t curl_transfer::on_header(char* bytes, std::size_t, std::size_t count, void* self)
{
    return static_cast<curl_transfer*>(self)->response_.add_line({bytes, count}) ? count : 0;
}

std::size_t curl_transfer::on_piece(char* bytes, std::size_t, std::size_t count, void* self)
{
    auto& transfer = *static_cast<curl_transfer*>(self);
    curl_off_t whole = -1;
    curl_easy_getinfo(transfer.easy(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &whole);
    return transfer.response_.add_piece({bytes, count}, whole > 0 ? static_cast<std::size_t>(whole) : 0)
               ? count
               : 0;
}

std::size_t curl_transfer::give_body(char* to, std::size_t, std::size_t room, void* self)
{
    auto& transfer = *static_cast<curl_transfer*>(self);
    const auto& body = transfer.request_->body;
    const auto count = std::min(room, body.size() - transfer.body_given_);
    std::memcpy(to, body.data() + transfer.body_given_, count);
    transfer.body_given_ += count;
    return count;
}

int curl_transfer::rewind_body(void* self, curl_off_t, int)
{
    auto& transfer = *static_cast<curl_transfer*>(self);
    if (transfer.body_given_ > 0 && !transfer.refused_unread_)
        return CURL_SEEKFUNC_FAIL;
    transfer.forgive_what_was_sent();
    transfer.body_given_ = 0;
    return CURL_SEEKFUNC_OK;
}

// Called again before libcurl sends again. It does not ask for a rewind where it took
// some of the body and sent none: what followed would be the body's rest.
int curl_transfer::before_request(void* self, char*, char*, int, int)
{
    auto& transfer = *static_cast<curl_transfer*>(self);
    transfer.asked_ = true;
    if (transfer.refused_unread_)
        transfer.forgive_what_was_sent();
    return transfer.body_given_ == 0 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

int curl_transfer::on_trace(CURL*, curl_infotype kind, char* text, std::size_t size, void* self)
{
    if (kind == CURLINFO_TEXT)
        static_cast<curl_transfer*>(self)->hear({text, size});
    return 0;
}

/// libcurl tells of a stream's fate in no other way. Where other versions of it use
/// other words, a refused request counts as one that may have arrived.
void curl_transfer::hear(std::string_view told) noexcept
{
    if (told.starts_with("REFUSED_STREAM, retrying"))
    {
        refused_unread_ = true;
    }
    else if (const auto own = number_behind(told, "Using Stream ID: "))
    {
        stream_ = *own;
    }
    else if (told.find("GOAWAY") != std::string_view::npos)
    {
        const auto last_taken = number_behind(told, "last_stream=");
        refused_unread_ |= last_taken && *last_taken < stream_;
    }
}

void curl_transfer::forgive_what_was_sent()
{
    refused_unread_ = false;
    stream_ = 0;
    refused_head_bytes_ = sent_head_bytes();
}

long curl_transfer::sent_head_bytes() const
{
    long bytes = 0;
    curl_easy_getinfo(easy(), CURLINFO_REQUEST_SIZE, &bytes);
    return bytes;
}

long curl_transfer::new_connections() const
{
    long count = 0;
    curl_easy_getinfo(easy(), CURLINFO_NUM_CONNECTS, &count);
    return count;
}

bool curl_transfer::may_have_arrived() const { return asked_ && sent_head_bytes() > refused_head_bytes_; }

transfer_result curl_transfer::finish(CURLcode code)
{
    if (code == CURLE_OK)
        return take_answer();
    // It gives up after some tries, and does not rewind then.
    if (refused_unread_)
        forgive_what_was_sent();
    // It tells a time-out as a failed connection where it had given the address all of the time.
    if (code == CURLE_COULDNT_CONNECT &&
        std::chrono::steady_clock::now() - began_ >= request_->connect_timeout)
        code = CURLE_OPERATION_TIMEDOUT;
    long os_error = 0;
    curl_easy_getinfo(easy(), CURLINFO_OS_ERRNO, &os_error);
    return failure_of(
        code, {.authority = origin_->authority(),
               .host = origin_->host(),
               .detail = error_text_.data(),
               .os_error = os_error,
               .refused = response_.refused(),
               .may_have_arrived = may_have_arrived(),
               .request = *request_});
}

incoming_response curl_transfer::take_answer()
{
    incoming_response answer = response_.take();
    long version = 0;
    curl_easy_getinfo(easy(), CURLINFO_HTTP_VERSION, &version);
    curl_off_t bytes = 0;
    curl_easy_getinfo(easy(), CURLINFO_SIZE_DOWNLOAD_T, &bytes);
    answer.http2 = version == CURL_HTTP_VERSION_2_0;
    answer.reused_connection = new_connections() == 0;
    answer.wire_bytes = static_cast<std::size_t>(bytes);
    return answer;
}

void curl_transfer::clear()
{
    id = 0;
    request_ = nullptr;
    origin_ = nullptr;
    headers_.reset();
}

} // namespace ws::net
