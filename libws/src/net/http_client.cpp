#include <ws/net/header_tokens.hpp>
#include <ws/net/http_client.hpp>

namespace ws::net
{

std::optional<std::string_view> incoming_response::header(std::string_view name) const noexcept
{
    for (const auto& h : headers)
        if (same_text(h.name, name))
            return h.value;
    return std::nullopt;
}

} // namespace ws::net
