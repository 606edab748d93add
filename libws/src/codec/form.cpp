#include <ws/codec/form.hpp>
#include <ws/codec/utf8.hpp>

#include <algorithm>

namespace ws::codec
{
namespace
{

/// Its value, or -1.
int hex_value(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

std::optional<std::string> percent_decode(std::string_view text)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] != '%')
        {
            decoded += text[i];
            continue;
        }
        const int high = text.size() - i > 2 ? hex_value(text[i + 1]) : -1;
        const int low = text.size() - i > 2 ? hex_value(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (!is_utf8(decoded))
        return std::nullopt;
    return decoded;
}

std::optional<std::vector<name_and_value>> form_decode(std::string_view query)
{
    std::vector<name_and_value> pairs;
    while (!query.empty())
    {
        const auto end = std::min(query.find('&'), query.size());
        std::string pair(query.substr(0, end));
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty())
            continue;
        std::ranges::replace(pair, '+', ' ');
        const std::string_view text(pair);
        const auto equals = std::min(text.find('='), text.size());
        auto name = percent_decode(text.substr(0, equals));
        auto content = percent_decode(text.substr(std::min(equals + 1, text.size())));
        if (!name || !content)
            return std::nullopt;
        pairs.emplace_back(*std::move(name), *std::move(content));
    }
    return pairs;
}

} // namespace ws::codec
