#include <ws/net/header_tokens.hpp>
#include <ws/net/http_message.hpp>

#include <algorithm>

namespace ws::net
{

std::optional<std::string_view> http_request::header(std::string_view name) const noexcept
{
    for (const auto& h : headers)
        if (same_text(h.name, name))
            return h.value;
    return std::nullopt;
}

std::size_t http_request::header_count(std::string_view name) const noexcept
{
    return static_cast<std::size_t>(std::count_if(
        headers.begin(), headers.end(), [&](const auto& h) { return same_text(h.name, name); }));
}

http_response text_response(unsigned status, std::string_view text)
{
    http_response response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body.reserve(text.size() + 1);
    response.body.append(text).push_back('\n');
    return response;
}

http_response json_response(unsigned status, std::string body)
{
    http_response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

} // namespace ws::net
