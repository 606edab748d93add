#include "http_body.hpp"

#include <algorithm>

namespace ws::net
{

http_body::http_body(const http_head& head, std::size_t limit)
    : limit_(limit), expected_(head.content_length.value_or(0))
{
    if (head.chunked)
        chunked_.emplace(limit);
}

result<std::size_t> http_body::feed(std::string_view bytes)
{
    if (chunked_)
        return chunked_->feed(bytes);
    if (expected_ > limit_)
        return errc::too_large;
    const auto missing = expected_ - counted_.size();
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), missing));
    // Grows with what arrives: a declared length alone costs no memory.
    counted_.append(bytes.substr(0, taken));
    return taken;
}

} // namespace ws::net
