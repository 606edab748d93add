#include "curl_response.hpp"

#include <ws/net/header_tokens.hpp>

#include <algorithm>
#include <charconv>
#include <exception>

namespace ws::net
{
namespace
{

constexpr std::size_t usual_headers = 16;

std::string_view without_line_break(std::string_view line)
{
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
        line.remove_suffix(1);
    return line;
}

/// 0 where there is none.
unsigned status_of(std::string_view status_line)
{
    unsigned status = 0;
    const auto blank = status_line.find(' ');
    if (blank != std::string_view::npos)
        std::from_chars(status_line.data() + blank + 1, status_line.data() + status_line.size(), status);
    return status;
}

} // namespace

void curl_response::begin(const outgoing_request& request)
{
    request_ = &request;
    answer_ = {};
    head_bytes_ = 0;
    body_bytes_ = 0;
    head_over_ = false;
    refused_ = refusal::none;
}

bool curl_response::refuse(refusal why) noexcept
{
    refused_ = why;
    return false;
}

bool curl_response::add_line(std::string_view line) noexcept
try
{
    head_bytes_ += line.size();
    if (head_bytes_ > max_head_bytes)
        return refuse(refusal::head_too_large);
    const bool interim = answer_.status < 200;
    line = without_line_break(line);
    if (interim && line.starts_with("HTTP/"))
        start_head(line);
    else if (line.empty())
        head_over_ = true;
    else if (!head_over_) // a trailer must not pass for a header
        add_header(line);
    return true;
}
catch (const std::exception&)
{
    return refuse(refusal::out_of_memory);
}

void curl_response::start_head(std::string_view status_line)
{
    answer_.status = status_of(status_line);
    answer_.headers.clear();
    answer_.headers.reserve(usual_headers);
    head_over_ = false;
}

void curl_response::add_header(std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == std::string_view::npos)
        return;
    answer_.headers.push_back(
        {std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
}

bool curl_response::add_piece(std::string_view piece, std::size_t whole) noexcept
try
{
    body_bytes_ += piece.size();
    if (body_bytes_ > request_->max_response_bytes)
        return refuse(refusal::body_too_large);
    if (!request_->on_body)
        store(piece, whole);
    else if (!request_->on_body(answer_.status, piece))
        return refuse(refusal::by_receiver);
    return true;
}
catch (const std::exception&)
{
    return refuse(refusal::out_of_memory);
}

void curl_response::store(std::string_view piece, std::size_t whole)
{
    // More is only believed as it comes.
    constexpr std::size_t most_at_once = 1024 * 1024;
    if (answer_.body.empty())
        answer_.body.reserve(std::min({whole, request_->max_response_bytes, most_at_once}));
    answer_.body.append(piece);
}

} // namespace ws::net
