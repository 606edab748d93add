#include "webhook/header_lookup.hpp"

#include <algorithm>

namespace ws::webhook
{
namespace
{

std::string_view trimmed(std::string_view value)
{
    const std::size_t begin = value.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return {};
    return value.substr(begin, value.find_last_not_of(" \t") - begin + 1);
}

} // namespace

std::string_view header_lookup::value(std::string_view name)
{
    std::string_view found;
    bool seen = false;
    for (const header_view& header : headers_)
    {
        if (!equal_ignoring_case(header.name, name))
            continue;
        repeated_ = repeated_ || seen;
        seen = true;
        found = trimmed(header.value);
    }
    return found;
}

bool equal_ignoring_case(std::string_view text, std::string_view lower_case) noexcept
{
    const auto same = [](char c, char lower)
    { return (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) == lower; };
    return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(), same);
}

} // namespace ws::webhook
