#include "curl_transfer.hpp"

#include <algorithm>
#include <cstring>

namespace ws::net
{

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
    return transfer.body_given_ == 0 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

int curl_transfer::on_trace(CURL*, curl_infotype kind, char* text, std::size_t size, void* self)
{
    constexpr std::string_view told = "REFUSED_STREAM, retrying";
    if (kind == CURLINFO_TEXT && std::string_view(text, size).starts_with(told))
        static_cast<curl_transfer*>(self)->refused_unread_ = true;
    return 0;
}

void curl_transfer::forgive_what_was_sent()
{
    refused_unread_ = false;
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
    // It gives up after some tries, without another rewind.
    if (code == CURLE_SEND_ERROR && refused_unread_)
        forgive_what_was_sent();
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
